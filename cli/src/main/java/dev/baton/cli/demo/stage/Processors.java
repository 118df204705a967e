package dev.baton.cli.demo.stage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What processes in each region. Immutable.
 *
 * @param count how many processes
 * @param spark with which options Java runs Spark, as a file, if it is a Spark application; null if not
 */
public record Processors(int count, @Nullable Path spark) {

    /** So many processes with a {@code BatonProcessor} each. */
    public static Processors of(int count) {
        return new Processors(count, null);
    }

    /** A Spark application, for which {@code java} needs the options in this file, the class path among them. */
    public static Processors onSpark(Path options) {
        return new Processors(1, options);
    }

    /** For people. */
    public String describe() {
        return spark == null ? count + " processor(s)" : "a Spark application";
    }
}
