package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.frontier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.SinkFailedException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users can get wrong: effects, data, rights, configuration. */
class JdbcSinkErrorsTest {

    private static final Term TERM_1 = new Term(1);
    private static final Term TERM_2 = new Term(2);

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
    }

    @Test
    void shouldApplyNothingWhenTheDatabaseRefusesTheEffects() {
        // Given
        bench.execute("ALTER TABLE effects ADD UNIQUE (log, sequence)");
        try (JdbcSink<Event> sink = bench.sink()) {
            Claim claim = claimed(sink);
            List<Event> repeated = List.of(new Event(LOG, 7), new Event(LOG, 8), new Event(LOG, 7));

            // When, Then
            assertThatThrownBy(() -> sink.commit(repeated, Map.of(claim, frontier(9))))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContainingAll(
                            "3 events of flights-0", "group 'billing'", "unique constraint", "23505", "rolled back")
                    .hasRootCauseInstanceOf(SQLException.class);
            assertThat(bench.applied(LOG)).isEmpty();
            assertThat(sink.commit(events(LOG, 0, 2), Map.of(claim, frontier(2))))
                    .isEqualTo(new CommitOutcome.Committed());
        }
    }

    @Test
    void shouldNotShowValuesOfRowsInMessagesUnlessTheUrlAsksForIt() {
        // Given
        bench.execute("ALTER TABLE effects ADD UNIQUE (log, sequence)");
        List<Event> repeated = List.of(new Event(LOG, 123_454_321), new Event(LOG, 123_454_321));
        try (JdbcSink<Event> discreet = bench.sink();
                JdbcSink<Event> open = bench.sink(Database.at(bench.url() + "&logServerErrorDetail=true"))) {

            // When
            Throwable silent = catchThrowable(() -> discreet.commit(repeated, Map.of(claimed(discreet), frontier(1))));
            Throwable telling = catchThrowable(() -> open.commit(repeated, Map.of(claimed(open), frontier(1))));

            // Then
            assertThat(stackTraceOf(silent)).contains("SinkFailedException").doesNotContain("123454321");
            assertThat(stackTraceOf(telling)).contains("SinkFailedException").contains("123454321");
        }
    }

    @Test
    void shouldApplyNothingWhenADeferredConstraintFailsAtCommit() {
        // Given
        bench.execute("ALTER TABLE effects ADD UNIQUE (log, sequence) DEFERRABLE INITIALLY DEFERRED");
        try (JdbcSink<Event> sink = bench.sink()) {
            Claim claim = claimed(sink);
            List<Event> repeated = List.of(new Event(LOG, 7), new Event(LOG, 7));

            // When, Then
            assertThatThrownBy(() -> sink.commit(repeated, Map.of(claim, frontier(8))))
                    .isInstanceOf(SinkFailedException.class);
            assertThat(bench.applied(LOG)).isEmpty();
            assertThat(sink.peek(LOG)).isEqualTo(new Frontier());
        }
    }

    @Test
    void shouldApplyNothingWhenTheEffectsThrow() {
        // Given
        JdbcEffects<Event> broken = (connection, events) -> {
            Workbench.insert(connection, events);
            throw new IllegalArgumentException("no such airline");
        };
        try (JdbcSink<Event> sink = bench.sink(broken)) {
            Claim claim = claimed(sink);

            // When, Then
            assertThatThrownBy(() -> sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContaining("no such airline")
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
            assertThat(bench.applied(LOG)).isEmpty();
        }
    }

    @Test
    void shouldApplyNothingWhenTheEffectsSwallowAnError() {
        // Given
        JdbcEffects<Event> careless = (connection, events) -> {
            Workbench.insert(connection, events);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1 / 0");
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("22012");
            }
        };
        try (JdbcSink<Event> sink = bench.sink(careless)) {
            Claim claim = claimed(sink);

            // When, Then
            assertThatThrownBy(() -> sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContaining("current transaction is aborted");
            assertThat(bench.applied(LOG)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback", "close", "setAutoCommit", "abort"})
    void shouldRefuseEffectsThatEndTheTransaction(String way) {
        // Given
        JdbcEffects<Event> hasty = (connection, events) -> {
            Workbench.insert(connection, events);
            endTransaction(connection, way);
        };
        try (JdbcSink<Event> sink = bench.sink(hasty)) {
            Claim claim = claimed(sink);

            // When, Then
            assertThatThrownBy(() -> sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContaining("Connection." + way + " is not for effects to call");
            assertThat(bench.applied(LOG)).isEmpty();
        }
    }

    @Test
    void shouldLetEffectsUseSavepoints() {
        // Given
        JdbcEffects<Event> careful = (connection, events) -> {
            Savepoint before = connection.setSavepoint();
            Workbench.insert(connection, events);
            connection.rollback(before);
            Workbench.insert(connection, events.subList(0, 1));
        };
        try (JdbcSink<Event> sink = bench.sink(careful)) {
            Claim claim = claimed(sink);

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isEqualTo(new CommitOutcome.Committed());
            assertThat(bench.applied(LOG)).containsExactly(0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "01", "01ff", "0101000000000000000700", "deadbeef"})
    void shouldNameTheRowWhoseFrontierIsNone(String hex) {
        // Given
        try (JdbcSink<Event> sink = bench.sink()) {
            claimed(sink);
            bench.execute("UPDATE baton_frontier SET frontier = decode('" + hex + "', 'hex')");

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_2))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContainingAll("'billing'", "stream 'flights'", "partition 0", "table baton_frontier");
            assertThatThrownBy(() -> sink.peek(LOG)).isInstanceOf(SinkFailedException.class);
            assertThat(bench.number("SELECT term FROM baton_frontier")).isEqualTo(1);
        }
    }

    @Test
    void shouldSayWhatToCreateWhenItMayNotCreateTheTable() {
        // Given
        String url = urlOfPoorUser("poor1");
        try (JdbcSink<Event> sink = bench.sink(Database.at(url))) {

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContainingAll(
                            "permission denied", "CREATE TABLE baton_frontier", "SELECT, INSERT and UPDATE");
        }
    }

    @Test
    void shouldUseATableThatAnOperatorHasMade() {
        // Given
        String url = urlOfPoorUser("poor2");
        try (JdbcSink<Event> operator = bench.sink()) {
            claimed(operator);
        }
        bench.execute("GRANT SELECT, INSERT, UPDATE ON baton_frontier, effects TO poor2");
        try (JdbcSink<Event> sink = bench.sink(Database.at(url))) {
            ClaimOutcome.Claimed claimed = (ClaimOutcome.Claimed) sink.claim(LOG, TERM_2);

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claimed.claim(), frontier(5)));

            // Then
            assertThat(outcome).isEqualTo(new CommitOutcome.Committed());
        }
    }

    @Test
    void shouldRefuseATableOfAnotherKind() {
        // Given
        bench.execute("CREATE TABLE baton_frontier (consumer_group TEXT)");
        try (JdbcSink<Event> sink = bench.sink()) {

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContainingAll("baton_frontier cannot be read with the columns", "already exists");
        }
    }

    @Test
    void shouldSayThatTheStatementsAreRefusedWhenRightsAreMissing() {
        // Given
        String url = urlOfPoorUser("poor3");
        try (JdbcSink<Event> operator = bench.sink()) {
            claimed(operator);
        }
        bench.execute("GRANT SELECT ON baton_frontier TO poor3");
        try (JdbcSink<Event> sink = bench.sink(Database.at(url))) {

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_2))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContainingAll(
                            "refused claiming flights-0", "permission denied for table baton_frontier");
        }
    }

    @Test
    void shouldCallADatabaseThatDoesNotExistAMisconfiguration() {
        // Given
        Database nowhere = Database.at(
                "jdbc:postgresql://127.0.0.1:" + Workbench.serverPort() + "/nowhere?user=postgres&password=s3cret");
        try (JdbcSink<Event> sink = bench.sink(nowhere)) {

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContainingAll("/nowhere", "does not exist", "Check user, password and database name")
                    .satisfies(e -> assertThat(stackTraceOf(e)).doesNotContain("s3cret"));
        }
    }

    private String urlOfPoorUser(String user) {
        bench.execute("CREATE ROLE " + user + " LOGIN");
        bench.execute("GRANT USAGE ON SCHEMA " + bench.schema() + " TO " + user);
        return bench.url().replace("user=postgres", "user=" + user);
    }

    private static void endTransaction(Connection connection, String way) throws SQLException {
        switch (way) {
            case "commit" -> connection.commit();
            case "rollback" -> connection.rollback();
            case "close" -> connection.close();
            case "setAutoCommit" -> connection.setAutoCommit(true);
            case "abort" -> connection.abort(Runnable::run);
            default -> throw new AssertionError(way);
        }
    }

    private static Claim claimed(JdbcSink<Event> sink) {
        return ((ClaimOutcome.Claimed) sink.claim(LOG, TERM_1)).claim();
    }

    private static String stackTraceOf(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
