package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.firstClaim;
import static dev.baton.jdbc.Workbench.frontier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lost around a commit, and sessions that the server ends. */
class JdbcSinkOutcomeTest {

    private static final Term TERM_1 = new Term(1);
    private static final Term TERM_2 = new Term(2);

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
    }

    @Test
    void shouldNotKnowTheOutcomeWhenTheAnswerToACommitIsLost() {
        // Given
        Saboteur saboteur = new Saboteur(bench.url());
        try (JdbcSink<Event> sink = bench.sink(saboteur.database())) {
            Claim claim = firstClaim(sink, TERM_1);
            saboteur.afterNextCommit(() -> {
                throw Saboteur.connectionLost();
            });

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOfSatisfying(CommitOutcome.Unknown.class, unknown -> assertThat(unknown.why())
                    .contains(
                            "5 events of flights-0",
                            "group 'billing' at sabotaged database",
                            "the answer to COMMIT is missing"));
            assertThat(claimed(sink, TERM_1).frontier()).isEqualTo(frontier(5));
            assertThat(bench.applied(LOG)).hasSize(5);
        }
    }

    @Test
    void shouldNotKnowTheOutcomeWhenTheCommitItselfIsLost() {
        // Given
        Saboteur saboteur = new Saboteur(bench.url());
        try (JdbcSink<Event> sink = bench.sink(saboteur.database())) {
            Claim claim = firstClaim(sink, TERM_1);
            saboteur.beforeNextCommit(() -> {
                throw Saboteur.connectionLost();
            });

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOf(CommitOutcome.Unknown.class);
            assertThat(claimed(sink, TERM_1).frontier()).isEqualTo(new Frontier());
            assertThat(bench.applied(LOG)).isEmpty();
        }
    }

    @Test
    void shouldNotKnowTheOutcomeWhenTheDriverGivesNoReason() {
        // Given
        Saboteur saboteur = new Saboteur(bench.url());
        try (JdbcSink<Event> sink = bench.sink(saboteur.database())) {
            Claim claim = firstClaim(sink, TERM_1);
            saboteur.afterNextCommit(() -> {
                throw new SQLException("something went wrong");
            });

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOf(CommitOutcome.Unknown.class);
        }
    }

    @Test
    void shouldNotTellThatALogIsClaimedWhenTheAnswerIsLost() {
        // Given
        Saboteur saboteur = new Saboteur(bench.url());
        try (JdbcSink<Event> sink = bench.sink(saboteur.database())) {
            sink.peek(LOG);
            saboteur.afterNextCommit(() -> {
                throw Saboteur.connectionLost();
            });

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(
                            "claiming flights-0", "group 'billing' at sabotaged database", "Try again");
            assertThat(claimed(sink, TERM_1).claim().version()).isEqualTo(2);
        }
    }

    @Test
    void shouldReconnectAfterTheServerHasEndedTheSession() {
        // Given
        try (JdbcSink<Event> sink = bench.sink()) {
            Claim claim = firstClaim(sink, TERM_1);
            endSessions();

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOf(CommitOutcome.Unknown.class);
            assertThat(sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))))
                    .isEqualTo(new CommitOutcome.Committed());
            endSessions();
            assertThatThrownBy(() -> sink.peek(LOG)).isInstanceOf(StoreUnavailableException.class);
            assertThat(sink.peek(LOG)).isEqualTo(frontier(5));
        }
    }

    @Test
    void shouldNotBlameEffectsThatWrapALostConnection() {
        // Given
        JdbcEffects<Event> wrapping = (connection, events) -> {
            throw new IllegalStateException("repository failed", Saboteur.connectionLost());
        };
        try (JdbcSink<Event> sink = bench.sink(wrapping)) {
            Claim claim = firstClaim(sink, TERM_1);

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOf(CommitOutcome.Unknown.class);
        }
    }

    @Test
    void shouldEndAStatementThatTakesTooLong() {
        // Given
        JdbcEffects<Event> slow = (connection, events) -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_sleep(30)");
            }
        };
        Duration timeout = Duration.ofSeconds(3);
        try (JdbcSink<Event> sink = new JdbcSink<>(bench.options().withTimeout(timeout), slow)) {
            Claim claim = firstClaim(sink, TERM_1);
            long start = System.nanoTime();

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOfSatisfying(CommitOutcome.Unknown.class, unknown -> assertThat(unknown.why())
                    .contains("timeout"));
            Workbench.assertWithin(timeout.multipliedBy(2), start);
        }
    }

    @Test
    void shouldSetTheLimitsOfTheServerOnItsSession() {
        // Given
        StringBuilder limits = new StringBuilder();
        JdbcEffects<Event> reading = (connection, events) -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout',"
                                    + " 'transaction_timeout', 'idle_in_transaction_session_timeout') ORDER BY name")) {
                while (rows.next()) {
                    limits.append(rows.getString(1)).append(' ');
                }
            }
        };
        try (JdbcSink<Event> sink = bench.sink(reading)) {
            Claim claim = firstClaim(sink, TERM_1);

            // When
            sink.commit(events(LOG, 0, 1), Map.of(claim, frontier(1)));

            // Then
            assertThat(limits).hasToString("400 800 800 800 ");
        }
    }

    @Test
    void shouldCallAServerThatHasBecomeReadOnlyUnavailable() {
        // Given
        try (JdbcSink<Event> sink = bench.sink(Database.at(bench.url() + "&readOnly=true"));
                JdbcSink<Event> other = bench.sink()) {
            claimed(other, TERM_1);

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_2))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("read-only");
        }
    }

    private void endSessions() {
        bench.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND query LIKE '%baton_frontier%' OR query IN ('COMMIT', 'ROLLBACK') AND pid <> pg_backend_pid()");
    }

    private static ClaimOutcome.Claimed claimed(JdbcSink<Event> sink, Term term) {
        return (ClaimOutcome.Claimed) sink.claim(LOG, term);
    }
}
