package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.TIMEOUT;
import static dev.baton.jdbc.Workbench.assertWithin;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.firstClaim;
import static dev.baton.jdbc.Workbench.frontier;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import dev.baton.testkit.network.FaultProxy;
import dev.baton.testkit.network.Network;
import dev.baton.testkit.ports.FreePorts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call ends in time and tells the truth, wherever the network to the database is cut. */
@Tag("chaos")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutNetworkTest {

    private static final Term TERM_1 = new Term(1);
    private static final Term TERM_2 = new Term(2);
    /** One and a quarter timeouts, and room for a busy machine. */
    private static final Duration TRANSACTION =
            TIMEOUT.multipliedBy(5).dividedBy(4).plusMillis(500);
    /** Whole seconds for connecting, and the same room. */
    private static final Duration CONNECTING = Duration.ofMillis(2500);

    private Workbench bench;
    private Network network;
    private FaultProxy line;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
        network = Network.open();
        line = network.link("r1", "database");
        line.forwardTo(Workbench.serverPort());
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void shouldSayThatTheDatabaseIsUnreachable() {
        // Given
        int nobody = FreePorts.choose();
        try (JdbcSink<Event> sink = bench.sink(Database.at(bench.url(nobody) + "&password=s3cret"))) {

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(
                            "group 'billing' at jdbc:postgresql://127.0.0.1:" + nobody + "/postgres", "refused")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void shouldGiveUpConnectingWhenNobodyAnswers() {
        // Given
        line.cut();
        try (JdbcSink<Event> sink = bench.sink(Database.at(bench.url(line.port())))) {
            long start = System.nanoTime();

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1)).isInstanceOf(StoreUnavailableException.class);
            assertWithin(CONNECTING, start);
        }
    }

    @Test
    void shouldEndAClaimInTimeAndReconnectWhenTheLineHeals() {
        // Given
        try (JdbcSink<Event> sink = bench.sink(Database.at(bench.url(line.port())))) {
            firstClaim(sink, TERM_1);
            line.cut();
            long start = System.nanoTime();

            // When, Then
            assertThatThrownBy(() -> sink.claim(LOG, TERM_1)).isInstanceOf(StoreUnavailableException.class);
            assertWithin(TRANSACTION, start);
            line.heal();
            assertThat(claimed(sink, TERM_1).claim().version()).isGreaterThan(1);
        }
    }

    @Test
    void shouldEndACommitInTimeWhenItHangsInAWrite() {
        // Given more than the buffers of two sockets and a proxy hold
        String value = "x".repeat(64 << 20);
        JdbcEffects<Event> large = (connection, events) -> {
            line.cut();
            try (var statement = connection.prepareStatement("SELECT length(?)")) {
                statement.setString(1, value);
                statement.executeQuery().close();
            }
        };
        JdbcSinkOptions options = bench.options(Database.at(bench.url(line.port())));
        try (JdbcSink<Event> sink = new JdbcSink<>(options, large)) {
            Claim claim = firstClaim(sink, TERM_1);
            long start = System.nanoTime();

            // When
            CommitOutcome outcome = sink.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

            // Then
            assertThat(outcome).isInstanceOfSatisfying(CommitOutcome.Unknown.class, unknown -> assertThat(unknown.why())
                    .contains("took longer than 1000 ms"));
            assertWithin(TRANSACTION, start);
        }
    }

    @Test
    void shouldTellAfterACutRightBeforeTheCommitThatNothingWasApplied() throws Exception {
        // Given
        Saboteur saboteur = new Saboteur(bench.url(line.port()));
        try (JdbcSink<Event> cutOff = bench.sink(saboteur.database());
                JdbcSink<Event> next = bench.patientSink(Database.at(bench.url()))) {
            Claim claim = firstClaim(cutOff, TERM_1);
            CountDownLatch cut = cutBeforeTheCommit(saboteur);
            CompletableFuture<CommitOutcome> late =
                    CompletableFuture.supplyAsync(() -> cutOff.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))));
            assertThat(cut.await(10, SECONDS)).isTrue();
            long start = System.nanoTime();

            // When
            ClaimOutcome.Claimed outcome = claimed(next, TERM_2);

            // Then
            assertWithin(TRANSACTION, start);
            assertThat(outcome.frontier()).isEqualTo(new Frontier());
            assertThat(endWithin(CONNECTING, late)).isInstanceOf(CommitOutcome.Unknown.class);
            line.heal();
            assertThat(next.commit(events(LOG, 0, 5), Map.of(outcome.claim(), frontier(5))))
                    .isEqualTo(new CommitOutcome.Committed());
            assertThat(bench.applied(LOG)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void shouldTellAfterACommitThatArrivesLateThatItWasApplied() throws Exception {
        // Given
        Saboteur saboteur = new Saboteur(bench.url(line.port()));
        try (JdbcSink<Event> slow = bench.patientSink(saboteur.database());
                JdbcSink<Event> next = bench.patientSink(Database.at(bench.url()))) {
            Claim claim = firstClaim(slow, TERM_1);
            next.peek(LOG);
            CountDownLatch cut = cutBeforeTheCommit(saboteur);
            CompletableFuture<CommitOutcome> late =
                    CompletableFuture.supplyAsync(() -> slow.commit(events(LOG, 0, 5), Map.of(claim, frontier(5))));
            assertThat(cut.await(10, SECONDS)).isTrue();
            CompletableFuture<ClaimOutcome.Claimed> outcome =
                    CompletableFuture.supplyAsync(() -> claimed(next, TERM_2));
            await().atMost(10, SECONDS)
                    .until(() -> bench.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);

            // When
            line.heal();

            // Then
            assertThat(endWithin(CONNECTING, late)).isEqualTo(new CommitOutcome.Committed());
            assertThat(endWithin(CONNECTING, outcome).frontier()).isEqualTo(frontier(5));
            assertThat(bench.applied(LOG)).hasSize(5);
        }
    }

    /** The transaction holds its locks then, and its COMMIT is under way: on the line, or about to be. */
    private CountDownLatch cutBeforeTheCommit(Saboteur saboteur) {
        CountDownLatch cut = new CountDownLatch(1);
        saboteur.beforeNextCommit(() -> {
            line.cut();
            cut.countDown();
        });
        return cut;
    }

    /** What comes of it, at most so long from now. */
    private static <T> T endWithin(Duration bar, CompletableFuture<T> call) throws Exception {
        long start = System.nanoTime();
        T end = call.get(30, SECONDS);
        assertWithin(bar, start);
        return end;
    }

    private static ClaimOutcome.Claimed claimed(JdbcSink<Event> sink, Term term) {
        return (ClaimOutcome.Claimed) sink.claim(LOG, term);
    }
}
