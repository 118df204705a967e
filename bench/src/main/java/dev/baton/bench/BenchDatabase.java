package dev.baton.bench;

import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;

/** A real PostgreSQL with a table for effects. For one thread. */
final class BenchDatabase implements AutoCloseable {

    /** What an event does there. */
    static final String EFFECT = "INSERT INTO applied (sequence) VALUES (:sequence)";

    private static final Duration START = Duration.ofSeconds(60);

    private final Janitor janitor;
    private final PostgresServer server;
    private final Connection connection;

    private BenchDatabase(Janitor janitor, PostgresServer server, Connection connection) {
        this.janitor = janitor;
        this.server = server;
        this.connection = connection;
    }

    static BenchDatabase start(Path directory) {
        Janitor janitor = Janitor.start();
        PostgresServer server = PostgresServer.start(janitor, directory);
        server.awaitReady(START);
        try {
            Connection connection = DriverManager.getConnection(server.jdbcUrl());
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE applied (sequence BIGINT)");
            }
            return new BenchDatabase(janitor, server, connection);
        } catch (SQLException e) {
            janitor.close();
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return server.jdbcUrl();
    }

    /** How many events have taken effect. */
    long rows() {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM applied")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets their effects, not that they have taken effect: to count the next ones quickly. */
    void clear() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE applied");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A query that lets each event take effect. */
    static DataStreamWriter<Row> writer(Dataset<Row> events, Map<String, String> options) {
        VoidFunction2<Dataset<Row>, Long> commit = (batch, id) -> batch.write()
                .format("baton")
                .options(options)
                .option("effect", EFFECT)
                .mode("append")
                .save();
        return events.writeStream().foreachBatch(commit);
    }

    @Override
    public void close() {
        try (janitor) {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
