package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How times are written on the command line: {@code 10s}, {@code r1@10s}, {@code 10s-30s}. */
final class Times {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m|h)");

    private Times() {}

    static Duration duration(String text) {
        Matcher written = DURATION.matcher(text.strip());
        if (!written.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time; use a whole number and a unit (ms, s, m or h), such as 10s");
        }
        long number = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** Reads a duration such as {@code 30s}. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return duration(text);
        }
    }

    /** A region and a time. */
    record At(RegionId region, Duration time) {}

    /** Reads a region and a time, such as {@code r1@10s}. */
    static final class AtConverter implements ITypeConverter<At> {
        @Override
        public At convert(String text) {
            int at = text.indexOf('@');
            if (at < 0) {
                throw new TypeConversionException("'" + text + "' is not a region and a time, such as r1@10s");
            }
            try {
                return new At(new RegionId(text.substring(0, at)), duration(text.substring(at + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a region and a time, such as r1@10s: " + e.getMessage());
            }
        }
    }

    /** From one time to another. */
    record Span(Duration from, Duration to) {}

    /** Reads two times, such as {@code 10s-30s}. */
    static final class SpanConverter implements ITypeConverter<Span> {
        @Override
        public Span convert(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                throw new TypeConversionException("'" + text + "' is not two times, such as 10s-30s");
            }
            Span span = new Span(duration(text.substring(0, dash)), duration(text.substring(dash + 1)));
            if (span.from().compareTo(span.to()) >= 0) {
                throw new TypeConversionException("'" + text + "' ends before it begins; write it as 10s-30s");
            }
            return span;
        }
    }
}
