package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.frontier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.Term;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes that all believe that it is their turn. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentClaimantsTest {

    private static final int CLAIMANTS = 6;
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
    }

    @Test
    void shouldLetOnlyTheLastOfManyFirstClaimantsCommit() throws Exception {
        // Given
        CyclicBarrier together = new CyclicBarrier(CLAIMANTS);

        // When
        List<Claim> claims = inParallel(sink -> {
            together.await(30, TimeUnit.SECONDS);
            return ((ClaimOutcome.Claimed) sink.claim(LOG, new Term(1))).claim();
        });

        // Then
        claims.sort(Comparator.comparingLong(Claim::version));
        assertThat(claims).extracting(Claim::version).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        try (JdbcSink<Event> sink = bench.sink()) {
            assertThat(claims)
                    .map(claim -> sink.commit(events(LOG, 0, 1), Map.of(claim, frontier(1)))
                            instanceof CommitOutcome.Committed)
                    .containsExactly(false, false, false, false, false, true);
        }
    }

    @Test
    void shouldClaimARowThatSomebodyElseIsInserting() throws Exception {
        // Given
        try (JdbcSink<Event> sink = patient();
                Connection other = DriverManager.getConnection(bench.url())) {
            sink.peek(LOG);
            other.setAutoCommit(false);
            execute(other, "INSERT INTO baton_frontier VALUES ('billing', 'flights', 0, 1, 1, decode('0100', 'hex'))");

            // When
            CompletableFuture<ClaimOutcome> outcome = CompletableFuture.supplyAsync(() -> sink.claim(LOG, new Term(1)));
            awaitLockWait();
            other.commit();

            // Then
            assertThat(outcome)
                    .succeedsWithin(AMPLE)
                    .isEqualTo(new ClaimOutcome.Claimed(new Claim(LOG, new Term(1), 2), frontier(0)));
        }
    }

    @Test
    void shouldUseATableThatSomebodyElseIsCreating() throws Exception {
        // Given
        try (JdbcSink<Event> sink = patient();
                Connection other = DriverManager.getConnection(bench.url())) {
            other.setAutoCommit(false);
            execute(
                    other,
                    "CREATE TABLE baton_frontier (consumer_group TEXT, stream TEXT, partition INTEGER, term BIGINT,"
                            + " version BIGINT, frontier BYTEA, PRIMARY KEY (consumer_group, stream, partition))");

            // When
            CompletableFuture<ClaimOutcome> outcome = CompletableFuture.supplyAsync(() -> sink.claim(LOG, new Term(1)));
            awaitLockWait();
            other.commit();

            // Then
            assertThat(outcome)
                    .succeedsWithin(AMPLE)
                    .isEqualTo(new ClaimOutcome.Claimed(new Claim(LOG, new Term(1), 1), frontier(0)));
        }
    }

    @Test
    void shouldApplyEachEventOnceWhileManyTakeOverFromEachOther() throws Exception {
        // Given
        long enough = 300;
        AtomicLong term = new AtomicLong(1);

        // When
        inParallel(sink -> {
            long applied = 0;
            while (applied < enough) {
                ClaimOutcome outcome = sink.claim(LOG, new Term(term.get()));
                applied = outcome.fold(claimed -> commitUntilRefused(sink, claimed, enough), fenced -> 0L);
                term.incrementAndGet();
            }
            return applied;
        });

        // Then
        assertThat(bench.applied(LOG))
                .isEqualTo(LongStream.range(0, enough).boxed().toList());
        try (JdbcSink<Event> sink = bench.sink()) {
            assertThat(sink.peek(LOG)).isEqualTo(frontier(enough));
        }
    }

    /** Returns how many events have taken effect as far as it knows. */
    private static long commitUntilRefused(JdbcSink<Event> sink, ClaimOutcome.Claimed claimed, long enough) {
        Claim claim = claimed.claim();
        long applied = claimed.frontier().events();
        boolean stands = true;
        while (stands && applied < enough) {
            long next = Math.min(enough, applied + 3);
            CommitOutcome outcome = sink.commit(events(LOG, applied, next), Map.of(claim, frontier(next)));
            stands = outcome instanceof CommitOutcome.Committed;
            if (stands) {
                applied = next;
                claim = claim.next();
            }
        }
        return applied;
    }

    private JdbcSink<Event> patient() {
        return new JdbcSink<>(bench.options().withTimeout(AMPLE), Workbench::insert);
    }

    private void awaitLockWait() {
        await().atMost(AMPLE).until(() -> bench.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private <R> List<R> inParallel(Claimant<R> claimant) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CLAIMANTS);
        try {
            Callable<R> one = () -> {
                try (JdbcSink<Event> sink = patient()) {
                    return claimant.on(sink);
                }
            };
            List<R> results = new ArrayList<>();
            for (Future<R> result : threads.invokeAll(Collections.nCopies(CLAIMANTS, one))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** What each of them does. */
    @FunctionalInterface
    private interface Claimant<R> {
        R on(JdbcSink<Event> sink) throws Exception;
    }
}
