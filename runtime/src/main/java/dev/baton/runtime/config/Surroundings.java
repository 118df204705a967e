package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a value may refer to: environment variables and files. A reason never holds what was found there. */
final class Surroundings {

    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** An escaped opening, a whole reference, or an opening that no reference follows. */
    private static final Pattern OPENING = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]*)}|\\$\\{");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern LAST_NEWLINES = Pattern.compile("[\\r\\n]+\\z");
    private static final String FILE = "file:";
    private static final String ESCAPED = "$${";

    private final Path folder;
    private final Function<String, @Nullable String> environment;

    Surroundings(Path folder, Function<String, @Nullable String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * {@code written} with each <code>${NAME}</code> and <code>${file:path}</code> replaced by what it refers to, and
     * each <code>$${</code> by <code>${</code>. What was put in is not searched again.
     */
    Decoded<String> resolve(String written) {
        List<String> reasons = new ArrayList<>();
        String resolved = OPENING.matcher(written).replaceAll(opening -> {
            String reference = opening.group(1);
            Decoded<String> found = opening.group().equals(ESCAPED)
                    ? new Decoded.Value<>("${")
                    : reference == null ? unclosed() : lookUp(reference);
            if (found instanceof Decoded.Malformed<String> malformed) {
                reasons.add(malformed.why());
            }
            return found instanceof Decoded.Value<String> value ? Matcher.quoteReplacement(value.value()) : "";
        });
        return reasons.isEmpty()
                ? new Decoded.Value<>(resolved)
                : new Decoded.Malformed<>(String.join(", and ", reasons));
    }

    /** {@code text} as a path; a relative one starts from the folder of the file. */
    Decoded<Path> path(String text) {
        if (text.isBlank()) {
            return new Decoded.Malformed<>("is empty; give a path");
        }
        if (text.startsWith("~")) {
            return new Decoded.Malformed<>("starts with '~', which only a shell understands; use ${HOME}");
        }
        try {
            return new Decoded.Value<>(folder.resolve(text));
        } catch (InvalidPathException e) {
            return new Decoded.Malformed<>("is not a path: " + e.getReason());
        }
    }

    private Decoded<String> lookUp(String reference) {
        if (reference.startsWith(FILE)) {
            return content(reference.substring(FILE.length()));
        }
        if (!VARIABLE.matcher(reference).matches()) {
            return unclosed();
        }
        String value = environment.apply(reference);
        return value == null
                ? new Decoded.Malformed<>("refers to the environment variable " + reference
                        + ", which is not set; set it, or write $${ for a plain ${")
                : new Decoded.Value<>(value);
    }

    private Decoded<String> content(String file) {
        Decoded<Path> path = path(file);
        if (path instanceof Decoded.Value<Path> value) {
            Decoded<String> text = TextFile.read(value.value(), MAX_FILE_BYTES);
            return text instanceof Decoded.Value<String> found
                    ? new Decoded.Value<>(LAST_NEWLINES.matcher(found.value()).replaceFirst(""))
                    : new Decoded.Malformed<>(
                            "refers to the file " + Words.quote(file) + ", which " + Decodings.why(text));
        }
        return new Decoded.Malformed<>("refers to the file " + Words.quote(file) + ", which " + Decodings.why(path));
    }

    private static Decoded<String> unclosed() {
        return new Decoded.Malformed<>(
                "holds a '${' that is neither ${NAME} nor ${file:/path}; write $${ for a plain ${");
    }
}
