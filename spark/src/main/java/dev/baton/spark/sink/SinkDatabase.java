package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.jdbc.Database;
import dev.baton.jdbc.JdbcEffects;
import dev.baton.jdbc.JdbcSink;
import dev.baton.jdbc.JdbcSinkOptions;
import dev.baton.spark.Options;
import java.io.Serializable;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a group's effects and frontiers are, as the options {@code url}, {@code user}, {@code password}, {@code driver},
 * {@code timeoutMillis} and {@code frontierTable} say it; travels to executors. Immutable.
 *
 * @param group the consumer group
 * @param url of JDBC
 * @param user null if the URL says it
 * @param password null if the URL says it
 * @param driver the class of the driver, null if Java finds it by the URL
 * @param timeoutMillis the longest a transaction may last; default 10 000
 * @param frontierTable default {@code baton_frontier}
 */
record SinkDatabase(
        String group,
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String driver,
        long timeoutMillis,
        String frontierTable)
        implements Serializable {

    private static final String TABLE = "baton_frontier";
    /** A batch is larger than what a processor takes at a time, so it may take longer than the two seconds there. */
    private static final long TIMEOUT_MILLIS = 10_000;

    /** The database that the options name. */
    static SinkDatabase of(Options options) {
        return new SinkDatabase(
                options.group(),
                options.required("url", "the JDBC URL of the database that keeps effects and frontier"),
                options.find("user").orElse(null),
                options.find("password").orElse(null),
                options.find("driver").orElse(null),
                options.positive("timeoutMillis", TIMEOUT_MILLIS),
                options.find("frontierTable").orElse(TABLE));
    }

    /** A sink with these effects; it connects at its first call. */
    <E> JdbcSink<E> open(JdbcEffects<E> effects) {
        loadDriver();
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        JdbcSinkOptions options = JdbcSinkOptions.of(Database.at(url, properties), group)
                .withTimeout(Duration.ofMillis(timeoutMillis))
                .withTable(frontierTable);
        return new JdbcSink<>(options, effects);
    }

    /** Jars that Spark was given come after Java has looked for drivers. */
    private void loadDriver() {
        String name = driver;
        if (name == null) {
            return;
        }
        try {
            Class.forName(name, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new InvalidConfigurationException(
                    "Option 'driver' of format(\"baton\") names " + name
                            + ", which is not on the class path; add the driver's jar with --jars or --packages",
                    e);
        }
    }

    /** Without the URL and the password, which may be secrets. */
    @Override
    public String toString() {
        return "SinkDatabase[group=" + group + ", frontierTable=" + frontierTable + "]";
    }
}
