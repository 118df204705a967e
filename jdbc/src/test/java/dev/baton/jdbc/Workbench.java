package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.testkit.HiccupMeter;
import dev.baton.testkit.Patience;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own for each test, with a table of effects, on one real server for all tests of this JVM. */
final class Workbench {

    static final String GROUP = "billing";
    static final LogId LOG = new LogId("flights", 0);
    static final LogId OTHER_LOG = new LogId("flights", 1);
    /** Short, so that tests of what happens after it are. */
    static final Duration TIMEOUT = Duration.ofMillis(800);

    private static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    private static final Duration START = Duration.ofSeconds(60);
    private static final long PRODUCER = 0x1234_5678_9abc_def0L;
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    /** Started by the first test, and so not in a process that only borrows an event or an effect here. */
    private static final class Bench {

        static final Janitor JANITOR = Janitor.start();
        static final PostgresServer SERVER = PostgresServer.start(
                JANITOR, Path.of("target", "postgres-" + ProcessHandle.current().pid()));

        /** For looking in from outside; ends with the JVM, as the server does. */
        static final Connection ONLOOKER;

        static {
            SERVER.awaitReady(START);
            try {
                ONLOOKER = DriverManager.getConnection(SERVER.jdbcUrl());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final String schema;

    /** An event, whose effect is one row. */
    record Event(LogId log, long sequence) {}

    private Workbench(String schema) {
        this.schema = schema;
    }

    static Workbench fresh() {
        Workbench bench = new Workbench("test" + SCHEMAS.incrementAndGet());
        bench.execute("CREATE SCHEMA " + bench.schema);
        bench.execute("CREATE TABLE effects (log TEXT NOT NULL, sequence BIGINT NOT NULL)");
        return bench;
    }

    static Janitor janitor() {
        return Bench.JANITOR;
    }

    /** Where a proxy must forward to. */
    static int serverPort() {
        return Bench.SERVER.port();
    }

    String schema() {
        return schema;
    }

    String url() {
        return Bench.SERVER.jdbcUrl() + "&currentSchema=" + schema;
    }

    String url(int proxyPort) {
        return Bench.SERVER.jdbcUrl(proxyPort) + "&currentSchema=" + schema;
    }

    JdbcSinkOptions options() {
        return options(Database.at(url()));
    }

    JdbcSinkOptions options(Database database) {
        return JdbcSinkOptions.of(database, GROUP).withTimeout(TIMEOUT);
    }

    JdbcSink<Event> sink() {
        return new JdbcSink<>(options(), Workbench::insert);
    }

    JdbcSink<Event> sink(Database database) {
        return new JdbcSink<>(options(database), Workbench::insert);
    }

    JdbcSink<Event> sink(JdbcEffects<Event> effects) {
        return new JdbcSink<>(options(), effects);
    }

    /** For one who must wait for the locks of another as long as they stay, be the server late or not. */
    JdbcSink<Event> patientSink(Database database) {
        return new JdbcSink<>(options(database).withTimeout(Duration.ofSeconds(30)), Workbench::insert);
    }

    /** Asserts that what began then is over in time, not counted while this JVM stood still. */
    static void assertWithin(Duration bar, long startNanos) {
        HiccupMeter.Stretch took = HICCUPS.since(startNanos);
        assertThat(took.ran()).as("%s", took).isLessThan(bar);
    }

    /** As every processor does, it claims again while the store is unavailable: a start may take longer than the timeout. */
    static Claim firstClaim(JdbcSink<Event> sink, Term term) {
        List<ClaimOutcome> outcomes = new ArrayList<>();
        Patience.await(
                START,
                () -> {
                    try {
                        return outcomes.add(sink.claim(LOG, term));
                    } catch (StoreUnavailableException e) {
                        return false;
                    }
                },
                () -> "no claim");
        return ((ClaimOutcome.Claimed) outcomes.get(0)).claim();
    }

    static void insert(Connection connection, List<Event> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO effects VALUES (?, ?)")) {
            for (Event event : events) {
                statement.setString(1, event.log().toString());
                statement.setLong(2, event.sequence());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The events {@code from} (inclusive) to {@code to} (exclusive). */
    static List<Event> events(LogId log, long from, long to) {
        List<Event> events = new ArrayList<>();
        for (long sequence = from; sequence < to; sequence++) {
            events.add(new Event(log, sequence));
        }
        return events;
    }

    /** The frontier when the first {@code count} events have taken effect. */
    static Frontier frontier(long count) {
        Frontier frontier = new Frontier();
        if (count > 0) {
            frontier.addRange(PRODUCER, 0, count);
        }
        return frontier;
    }

    /** The sequences that have taken effect, each as often as it has, ascending. */
    List<Long> applied(LogId log) {
        return column("SELECT sequence FROM effects WHERE log = '" + log + "' ORDER BY 1");
    }

    /** The only number that the query gives. */
    long number(String query) {
        return column(query).get(0);
    }

    void execute(String sql) {
        try (Statement statement = onlooker()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private List<Long> column(String query) {
        try (Statement statement = onlooker();
                ResultSet rows = statement.executeQuery(query)) {
            List<Long> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getLong(1));
            }
            return column;
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    private Statement onlooker() throws SQLException {
        Bench.ONLOOKER.setSchema(schema);
        return Bench.ONLOOKER.createStatement();
    }
}
