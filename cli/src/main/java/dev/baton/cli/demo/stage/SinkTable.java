package dev.baton.cli.demo.stage;

import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                position BIGSERIAL PRIMARY KEY,
                event TEXT NOT NULL,
                log_partition INTEGER NOT NULL,
                region TEXT NOT NULL,
                term BIGINT NOT NULL,
                processor TEXT NOT NULL,
                record TEXT NOT NULL)
            """;
    private static final String INSERT =
            "INSERT INTO applied (event, log_partition, region, term, processor, record) VALUES (?, ?, ?, ?, ?, ?)";
    /** The same for a sink that is given SQL, whose rows have these names. */
    private static final String EFFECT =
            """
            INSERT INTO applied (event, log_partition, region, term, processor, record) VALUES (:event, :partition, '%s',
                (SELECT term FROM baton_frontier WHERE consumer_group = '%s' AND partition = :partition), '%s', :record)
            """;

    private static final String COUNT = "SELECT region, count(*) FROM applied GROUP BY region";
    /** The claim stands when this is committed, so that this is the term of who holds it. */
    private static final String TERM = "SELECT term FROM baton_frontier WHERE consumer_group = ? AND partition = ?";

    private static final String ROWS =
            """
            SELECT position, event, log_partition, region, term, (extract(epoch FROM committed) * 1000000)::BIGINT
            FROM (SELECT *, pg_xact_commit_timestamp(xmin) AS committed FROM applied WHERE position > ?) rows
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
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement select = connection.prepareStatement(TERM)) {
            Terms terms = new Terms(select);
            for (ConsumerRecord<String, String> event : events) {
                insert.setString(1, Payload.event(event.value()));
                insert.setInt(2, event.partition());
                insert.setString(3, region);
                insert.setLong(4, terms.of(event.partition()));
                insert.setString(5, processor);
                insert.setString(6, event.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** As SQL with {@code :event}, {@code :partition} and {@code :record}: what an event does. */
    public static String effect(String region, String processor) {
        return EFFECT.formatted(region, StagePlan.GROUP, processor);
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
        read(0, micros, (position, row) -> applied.add(row));
        return applied;
    }

    /** Tells every row after that position, in order of position, and keeps none of them. */
    public void after(long position, RowListener listener) throws SQLException {
        read(position, 0, listener);
    }

    /** Is told of rows. */
    public interface RowListener {
        void row(long position, Applied row);
    }

    private void read(long position, long micros, RowListener listener) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ROWS)) {
            select.setFetchSize(FETCH_ROWS);
            select.setLong(1, position);
            select.setLong(2, micros);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    listener.row(
                            rows.getLong(1),
                            new Applied(
                                    EventName.of(rows.getString(2)),
                                    rows.getInt(3),
                                    rows.getString(4),
                                    rows.getLong(5),
                                    rows.getLong(6)));
                }
            }
        }
        connection.rollback();
    }

    /** The terms of the claims of a batch. */
    private static final class Terms {
        private final PreparedStatement select;
        private final Map<Integer, Long> known = new HashMap<>();

        Terms(PreparedStatement select) {
            this.select = select;
        }

        long of(int partition) throws SQLException {
            Long term = known.get(partition);
            if (term == null) {
                select.setString(1, StagePlan.GROUP);
                select.setInt(2, partition);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    term = row.getLong(1);
                }
                known.put(partition, term);
            }
            return term;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
