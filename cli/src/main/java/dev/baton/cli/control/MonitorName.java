package dev.baton.cli.control;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a monitor is called; its reports lie beside the token under this name. Immutable. */
record MonitorName(String value) {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    MonitorName {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value
                            + "' is not a name; use 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or digit");
        }
    }

    /** The name that is nearest to {@code text}, such as a host's. */
    static MonitorName like(String text) {
        String name = text.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return new MonitorName(name.isEmpty() ? "here" : name.substring(0, Math.min(63, name.length())));
    }

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<MonitorName> {
        @Override
        public MonitorName convert(String value) {
            try {
                return new MonitorName(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
