package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.frontier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Two claimants that keep their stale claims, take over from each other even in the middle of each other's
 * transactions, and crash, against a model of three numbers. After each step the frontier and the effects are what the
 * model says.
 */
class TwoClaimantsPropertyTest {

    private static final Workbench BENCH = Workbench.fresh();
    private static final AtomicInteger PARTITIONS = new AtomicInteger();
    private static final Duration AMPLE = Duration.ofSeconds(20);

    enum Fault {
        NONE,
        CRASH_AMONG_EFFECTS,
        COMMIT_LOST,
        ANSWER_LOST
    }

    /**
     * Claimant {@code who} claims in the newest term plus {@code raise}, or commits, and meanwhile other things happen.
     */
    record Step(boolean claims, int who, int raise, int events, Fault fault, List<Step> meanwhile) {}

    @Property(tries = 60)
    void shouldApplyEachEventOnceAndKeepTheFrontierEqualToTheEffects(@ForAll("histories") List<Step> history) {
        LogId log = new LogId("flights", PARTITIONS.incrementAndGet());
        try (World world = new World(log)) {
            history.forEach(step -> {
                world.happen(step);
                world.check();
            });
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Step> simple = step(Arbitraries.just(List.of()));
        return step(simple.list().ofMaxSize(3)).list().ofMinSize(1).ofMaxSize(14);
    }

    private static Arbitrary<Step> step(Arbitrary<List<Step>> meanwhile) {
        Arbitrary<Fault> faults = Arbitraries.of(
                Fault.NONE, Fault.NONE, Fault.NONE, Fault.CRASH_AMONG_EFFECTS, Fault.COMMIT_LOST, Fault.ANSWER_LOST);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(0, 0, 1, -1),
                        Arbitraries.integers().between(1, 3),
                        faults,
                        meanwhile)
                .as(Step::new);
    }

    /** The real sinks and the model: the stored term, version and number of events applied. */
    private static final class World implements AutoCloseable {

        private final LogId log;
        private final List<Region> regions = List.of(new Region(), new Region());
        private long term;
        private long version;
        private long applied;

        World(LogId log) {
            this.log = log;
        }

        void happen(Step step) {
            Region region = regions.get(step.who());
            if (step.claims()) {
                claim(region, step);
            } else if (region.claim != null && !region.busy) {
                commit(region, region.claim, step);
            }
        }

        void check() {
            assertThat(BENCH.applied(log))
                    .isEqualTo(LongStream.range(0, applied).boxed().toList());
            assertThat(regions.get(0).sink.peek(log)).isEqualTo(frontier(applied));
        }

        private void claim(Region region, Step step) {
            if (region.busy) {
                return; // one thread at a time
            }
            Term wanted = new Term(Math.max(1, Math.max(1, term) + step.raise()));
            boolean granted = wanted.value() >= term;
            region.arm(step.fault());
            ClaimOutcome outcome;
            try {
                outcome = region.sink.claim(log, wanted);
            } catch (StoreUnavailableException e) {
                assertThat(granted && (step.fault() == Fault.COMMIT_LOST || step.fault() == Fault.ANSWER_LOST))
                        .as(e.getMessage())
                        .isTrue();
                raise(wanted, step.fault() == Fault.ANSWER_LOST);
                return;
            } finally {
                region.disarm();
            }
            raise(wanted, granted);
            assertThat(outcome)
                    .isEqualTo(
                            granted
                                    ? new ClaimOutcome.Claimed(new Claim(log, wanted, version), frontier(applied))
                                    : new ClaimOutcome.Fenced(new Term(term)));
            if (granted) {
                region.claim = new Claim(log, wanted, version);
                region.next = applied;
            }
        }

        private void raise(Term wanted, boolean happened) {
            if (happened) {
                term = wanted.value();
                version++;
            }
        }

        private void commit(Region region, Claim claim, Step step) {
            long next = region.next + step.events();
            region.arm(step.fault());
            region.meanwhile = () -> step.meanwhile().forEach(this::happen);
            region.busy = true;
            CommitOutcome outcome = region.sink.commit(events(log, region.next, next), Map.of(claim, frontier(next)));
            region.busy = false;
            region.meanwhile = () -> {};
            region.disarm();

            boolean stands = claim.term().value() == term && claim.version() == version;
            boolean happens = stands && (step.fault() == Fault.NONE || step.fault() == Fault.ANSWER_LOST);
            assertThat(outcome).isInstanceOf(expected(step.fault(), stands));
            if (happens) {
                version++;
                applied = next;
            }
            if (happens && step.fault() == Fault.NONE) {
                region.claim = claim.next();
                region.next = next;
            }
        }

        private static Class<? extends CommitOutcome> expected(Fault fault, boolean stands) {
            if (fault == Fault.CRASH_AMONG_EFFECTS) {
                return CommitOutcome.Unknown.class;
            }
            if (!stands) {
                return CommitOutcome.Superseded.class;
            }
            return fault == Fault.NONE ? CommitOutcome.Committed.class : CommitOutcome.Unknown.class;
        }

        @Override
        public void close() {
            regions.forEach(region -> region.sink.close());
        }
    }

    /** One claimant: its sink, and what it believes. */
    private static final class Region {

        private final Saboteur saboteur = new Saboteur(BENCH.url());
        private final JdbcSink<Event> sink =
                new JdbcSink<>(BENCH.options(saboteur.database()).withTimeout(AMPLE), this::effects);
        private @Nullable Claim claim;
        private long next;
        private boolean busy;
        private boolean crashes;
        private Runnable meanwhile = () -> {};

        void arm(Fault fault) {
            crashes = fault == Fault.CRASH_AMONG_EFFECTS;
            sink.peek(new LogId("any", 0)); // so that no commit of a new session falls into the trap
            if (fault == Fault.COMMIT_LOST) {
                saboteur.beforeNextCommit(Region::lose);
            }
            if (fault == Fault.ANSWER_LOST) {
                saboteur.afterNextCommit(Region::lose);
            }
        }

        void disarm() {
            saboteur.beforeNextCommit(() -> {});
            saboteur.afterNextCommit(() -> {});
        }

        private void effects(Connection connection, List<Event> events) throws SQLException {
            Workbench.insert(connection, events);
            meanwhile.run();
            if (crashes) {
                lose();
            }
        }

        private static void lose() throws SQLException {
            throw Saboteur.connectionLost();
        }
    }
}
