package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.Options;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to do with the rows of a batch; travels to executors. Immutable.
 *
 * @param stream whose events the rows are of
 * @param database where effects and frontiers are
 * @param effects executed for each row, one after the other for all rows of a transaction; may be empty
 */
record SinkOptions(String stream, SinkDatabase database, List<Effect> effects) implements Serializable {

    private static final String EFFECT = "effect";
    /** Instead of a statement: another sink has had the rows, and only the frontier is to be kept. */
    private static final String NONE = "none";

    SinkOptions {
        effects = List.copyOf(effects);
    }

    /**
     * An SQL statement.
     *
     * @param sql with {@code :column} for a value of the row
     * @param lockOrder columns by which the rows of a transaction are ordered for it, so that all transactions lock rows of the
     *     database in the same order; rows that are equal in them keep theirs. Empty for the order of the events
     */
    record Effect(String sql, List<String> lockOrder) implements Serializable {

        Effect {
            lockOrder = List.copyOf(lockOrder);
        }
    }

    /**
     * Reads the options of a writer.
     *
     * @throws InvalidConfigurationException if one is missing or wrong
     */
    static SinkOptions of(Options options) {
        List<Effect> effects = new ArrayList<>();
        String name = EFFECT;
        while (options.find(name).isPresent()) {
            effects.add(effect(options, name));
            name = EFFECT + "." + (effects.size() + 1);
        }
        if (effects.isEmpty()) {
            throw new InvalidConfigurationException(
                    "Option 'effect' of format(\"baton\") is missing: set it to an SQL statement that is executed for each"
                            + " row, such as INSERT INTO flights (origin, miles) VALUES (:origin, :miles); further ones are"
                            + " effect.2, effect.3 …; or to none, if another sink has the rows already and only the frontier"
                            + " is to be kept");
        }
        effects.removeIf(effect -> effect.sql().equals(NONE));
        return new SinkOptions(options.stream(), SinkDatabase.of(options), effects);
    }

    private static Effect effect(Options options, String name) {
        List<String> lockOrder = options.find(name + ".lockOrder")
                .map(columns ->
                        Arrays.stream(columns.split(",")).map(String::strip).toList())
                .orElse(List.of());
        return new Effect(options.required(name, "an SQL statement"), lockOrder);
    }
}
