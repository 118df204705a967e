package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.TIMEOUT;
import static dev.baton.jdbc.Workbench.assertWithin;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.firstClaim;
import static dev.baton.jdbc.Workbench.frontier;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.JvmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that stands still in a transaction does not hold up its successor, and does no harm when it goes on. */
@Tag("chaos")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrozenProcessTest {

    private static final Term TERM_2 = new Term(2);
    /** Room for a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(1000);

    @TempDir
    private Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
        bench.execute("ALTER TABLE effects ADD UNIQUE (log, sequence)");
    }

    @Test
    void shouldTakeOverFromAProcessThatIsFrozenAmongItsEffects() throws Exception {
        // Given
        try (ChildProcess zombie = zombie();
                JdbcSink<Event> sink = bench.patientSink(Database.at(bench.url()))) {
            await().atMost(30, SECONDS).until(() -> Files.exists(folder.resolve(Zombie.IN_THE_MIDDLE)));
            zombie.freeze();
            long start = System.nanoTime();

            // When
            ClaimOutcome.Claimed claimed = (ClaimOutcome.Claimed) sink.claim(LOG, TERM_2);
            CommitOutcome outcome =
                    sink.commit(events(LOG, 0, Zombie.BATCH), Map.of(claimed.claim(), frontier(Zombie.BATCH)));

            // Then
            assertWithin(TIMEOUT.dividedBy(2).plus(SLACK), start);
            assertThat(claimed.frontier()).isEqualTo(new Frontier());
            assertThat(outcome).isEqualTo(new CommitOutcome.Committed());
            Files.createFile(folder.resolve(Zombie.GO_ON));
            zombie.thaw();
            assertThat(zombie.awaitExit(Duration.ofSeconds(30))).isTrue();
            assertThat(folder.resolve(Zombie.REPORT))
                    .content()
                    .startsWith("Unknown[")
                    .endsWith("Fenced[storedTerm=2]");
            assertThat(bench.applied(LOG)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void shouldRefuseAProcessThatGoesOnBeforeItsLocksAreGone() throws Exception {
        // Given
        bench.execute("ALTER TABLE effects DROP CONSTRAINT effects_log_sequence_key");
        try (ChildProcess zombie = zombie();
                JdbcSink<Event> sink = bench.patientSink(Database.at(bench.url()))) {
            sink.peek(LOG);
            await().atMost(30, SECONDS).until(() -> Files.exists(folder.resolve(Zombie.IN_THE_MIDDLE)));
            zombie.freeze();

            // When
            ClaimOutcome.Claimed claimed = (ClaimOutcome.Claimed) sink.claim(LOG, TERM_2);
            Files.createFile(folder.resolve(Zombie.GO_ON));
            zombie.thaw();

            // Then
            assertThat(zombie.awaitExit(Duration.ofSeconds(30))).isTrue();
            assertThat(folder.resolve(Zombie.REPORT))
                    .content()
                    .doesNotStartWith("Committed")
                    .endsWith("Fenced[storedTerm=2]");
            assertThat(bench.applied(LOG)).isEmpty();
            assertThat(sink.commit(events(LOG, 0, 5), Map.of(claimed.claim(), frontier(5))))
                    .isEqualTo(new CommitOutcome.Committed());
        }
    }

    @Test
    void shouldTakeOverFromAProcessThatIsFrozenRightBeforeItsCommit() {
        // Given
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        Saboteur saboteur = new Saboteur(bench.url());
        try (JdbcSink<Event> zombie = bench.sink(saboteur.database());
                JdbcSink<Event> sink = bench.patientSink(Database.at(bench.url()))) {
            Claim stale = firstClaim(zombie, new Term(1));
            sink.peek(LOG);
            saboteur.beforeNextCommit(() -> {
                frozen.countDown();
                awaitUninterrupted(thawed);
            });
            CompletableFuture<CommitOutcome> late =
                    CompletableFuture.supplyAsync(() -> zombie.commit(events(LOG, 0, 5), Map.of(stale, frontier(5))));
            awaitUninterrupted(frozen);
            long start = System.nanoTime();

            // When
            ClaimOutcome.Claimed claimed = (ClaimOutcome.Claimed) sink.claim(LOG, TERM_2);

            // Then
            assertWithin(TIMEOUT.dividedBy(2).plus(SLACK), start);
            assertThat(claimed.frontier()).isEqualTo(new Frontier());
            assertThat(sink.commit(events(LOG, 0, 5), Map.of(claimed.claim(), frontier(5))))
                    .isEqualTo(new CommitOutcome.Committed());
            thawed.countDown();
            assertThat(late).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(CommitOutcome.Unknown.class);
            assertThat(bench.applied(LOG)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    private ChildProcess zombie() {
        return ChildProcess.start(
                Workbench.janitor(),
                "zombie",
                JvmCommand.of(Zombie.class.getName(), bench.url(), folder.toString())
                        .toCommand(),
                folder.resolve("zombie.log"));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
