package dev.baton.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a {@link JdbcSink} needs to know. Immutable.
 *
 * @param database where effects and frontiers are kept
 * @param group the consumer group whose frontiers they are, at most 255 characters; all regions use the same name
 * @param timeout the longest a transaction may last, 100 ms to 1 h; default 2 s. Half of it is the longest that the
 *     locks of a frozen process stay: smaller means a quicker takeover, larger means room for larger batches
 * @param table of the frontiers, {@code name} or {@code schema.name}; default {@code baton_frontier}
 */
public record JdbcSinkOptions(Database database, String group, Duration timeout, String table) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final String DEFAULT_TABLE = "baton_frontier";
    private static final int MAX_GROUP_LENGTH = 255;
    private static final Pattern TABLE_NAME =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_]{0,62}");

    public JdbcSinkOptions {
        if (group.isBlank() || group.length() > MAX_GROUP_LENGTH) {
            throw new IllegalArgumentException(
                    "group: '" + group + "' must have 1 to " + MAX_GROUP_LENGTH + " characters");
        }
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " must be between 100 ms and 1 h");
        }
        if (!TABLE_NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("table: '" + table
                    + "' is not a name; use letters, digits and underscores, as in baton_frontier or"
                    + " my_schema.baton_frontier");
        }
    }

    /** The defaults for one group at one database. */
    public static JdbcSinkOptions of(Database database, String group) {
        return new JdbcSinkOptions(database, group, DEFAULT_TIMEOUT, DEFAULT_TABLE);
    }

    /** The same with another timeout. */
    public JdbcSinkOptions withTimeout(Duration longest) {
        return new JdbcSinkOptions(database, group, longest, table);
    }

    /** The same with another table. */
    public JdbcSinkOptions withTable(String name) {
        return new JdbcSinkOptions(database, group, timeout, name);
    }
}
