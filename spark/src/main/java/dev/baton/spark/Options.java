package dev.baton.spark;

import dev.baton.core.InvalidConfigurationException;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of a reader or writer; errors name the option and say what would be right. Immutable. */
public record Options(CaseInsensitiveStringMap values) {

    /** The consumer group. */
    public String group() {
        return required("group", "the consumer group, the same in every region");
    }

    /** The stream. */
    public String stream() {
        return required("stream", "the name of a stream in baton.yaml");
    }

    /** The value of an option that must be there. */
    public String required(String name, String what) {
        return find(name)
                .orElseThrow(() -> new InvalidConfigurationException(
                        "Option '" + name + "' of format(\"baton\") is missing: set it to " + what));
    }

    /** The value of an option; empty if it is not there or blank. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /** The value of an option that is a whole number of at least 1. */
    public long positive(String name, long fallback) {
        String value = find(name).orElse(Long.toString(fallback));
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as for one that is not positive
        }
        throw new InvalidConfigurationException(
                "Option '" + name + "' of format(\"baton\") is '" + value + "'; it must be a whole number above 0");
    }
}
