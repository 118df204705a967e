package dev.baton.cli.demo.stage;

import dev.baton.cli.demo.judge.Applied;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The table that processors write to, one row for each effect. It has no unique constraint on purpose: a repeat must show. For one
 * thread.
 */
public final class SinkTable implements AutoCloseable {

    private static final String CREATE =
            """
            CREATE TABLE applied (
                position BIGSERIAL,
                event TEXT NOT NULL,
                log_partition INTEGER NOT NULL,
                region TEXT NOT NULL,
                processor TEXT NOT NULL,
                record TEXT NOT NULL)
            """;
    private static final String INSERT =
            "INSERT INTO applied (event, log_partition, region, processor, record) VALUES (?, ?, ?, ?, ?)";
    private static final String COUNT = "SELECT region, count(*) FROM applied GROUP BY region";
    private static final String ROWS =
            """
            SELECT event, region, (extract(epoch FROM committed) * 1000000)::BIGINT
            FROM (SELECT *, pg_xact_commit_timestamp(xmin) AS committed FROM applied) rows
            WHERE committed >= to_timestamp(? / 1000000.0) ORDER BY position
            """;
    private static final int FETCH_ROWS = 10_000;

    private final Connection connection;

    private SinkTable(Connection connection) {
        this.connection = connection;
    }

    /** Makes the table. */
    static SinkTable create(String jdbcUrl) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl);
        connection.setAutoCommit(false);
        SinkTable table = new SinkTable(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            connection.commit();
        }
        return table;
    }

    /** What a batch of events does, in the transaction of the processor. */
    static void apply(
            Connection connection, List<ConsumerRecord<String, String>> events, String region, String processor)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (ConsumerRecord<String, String> event : events) {
                insert.setString(1, Payload.event(event.value()));
                insert.setInt(2, event.partition());
                insert.setString(3, region);
                insert.setString(4, processor);
                insert.setString(5, event.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** How many rows each region has written. */
    public SortedMap<String, Long> countByRegion() throws SQLException {
        SortedMap<String, Long> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COUNT)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        connection.rollback();
        return counts;
    }

    /** The rows that were committed at that time or later, in order of position. */
    public List<Applied> since(long micros) throws SQLException {
        List<Applied> applied = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ROWS)) {
            select.setFetchSize(FETCH_ROWS);
            select.setLong(1, micros);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    applied.add(new Applied(rows.getString(1), rows.getString(2), rows.getLong(3)));
                }
            }
        }
        connection.rollback();
        return applied;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
