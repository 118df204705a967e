package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.Options;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What to do with the rows of a batch; travels to executors. Immutable.
 *
 * @param stream whose events the rows are of
 * @param database where effects and frontiers are
 * @param effects executed for each row, one after the other for all rows of a transaction; may be empty
 */
record SinkOptions(String stream, SinkDatabase database, List<Effect> effects) implements Serializable {

    private static final String EFFECT = "effect";
    private static final String LOCK_ORDER = ".lockOrder";
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
        SortedSet<String> used = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        String name = EFFECT;
        while (options.find(name).isPresent()) {
            used.addAll(List.of(name, name + LOCK_ORDER));
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
        checkNoneIsLeft(options, used, name);
        effects.removeIf(effect -> effect.sql().equals(NONE));
        return new SinkOptions(options.stream(), SinkDatabase.of(options), effects);
    }

    /** A statement that is left out would be lost: the events of its rows count as done. */
    private static void checkNoneIsLeft(Options options, SortedSet<String> used, String next) {
        SortedSet<String> left = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        left.addAll(options.values().asCaseSensitiveMap().keySet());
        left.removeIf(option -> !option.regionMatches(true, 0, EFFECT, 0, EFFECT.length()) || used.contains(option));
        if (!left.isEmpty()) {
            throw new InvalidConfigurationException("Options " + left
                    + " of format(\"baton\") would have no effect. Statements are effect, effect.2, effect.3 … without a gap,"
                    + " none of them blank; each may have an order, such as effect.2.lockOrder. The next would be "
                    + next);
        }
    }

    private static Effect effect(Options options, String name) {
        List<String> lockOrder = options.find(name + LOCK_ORDER)
                .map(columns ->
                        Arrays.stream(columns.split(",")).map(String::strip).toList())
                .orElse(List.of());
        return new Effect(options.required(name, "an SQL statement"), lockOrder);
    }
}
