package dev.baton.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision.Change;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A world in which anything may happen next, and after each step of which the rules must hold: at most one gate is open, a
 * handover is completed only after a wait or with every consumer stopped, none opens where a catch-up was left unfinished, one
 * region is always IN_SYNC, and automatic switches stay within cool-down and budget.
 */
final class RandomWalk {

    private static final List<RegionId> REGIONS = List.of(new RegionId("r1"), new RegionId("r2"), new RegionId("r3"));
    private static final Duration TTL = Duration.ofMillis(1_500);
    private static final int SWITCHES_PER_DAY = 3;
    private static final Duration COOL_DOWN = Duration.ofSeconds(1);
    private static final Failback FAILBACK = new Failback(REGIONS.get(0), Duration.ofSeconds(2));
    private static final HealthPolicy HEALTH = new HealthPolicy(
            Duration.ofMillis(250), Duration.ofMillis(400), 2, Duration.ofMillis(500), Duration.ofSeconds(1));

    private final Random random;
    private final boolean fenced;
    private final List<SimulatedMonitor> monitors;
    private final List<SimulatedConsumer> consumers;
    private final Deque<Long> automaticSwitches = new ArrayDeque<>();
    private final List<RegionId> regions;
    private final Set<RegionId> unfinished = new TreeSet<>(); // were written to again, and do not have what they missed
    private final Set<String> reached = new TreeSet<>();
    private long now;
    private Token token;
    private long handoverVersion; // that began the handover that the token has now
    private long handoverAt;
    private long switchedAt;
    private boolean switched;

    RandomWalk(long seed, boolean fenced) {
        this.random = new Random(seed);
        this.fenced = fenced;
        this.regions = REGIONS.subList(0, 2 + random.nextInt(2));
        this.now = random.nextLong();
        this.token = Token.first("walk", regions, regions.get(0), TTL, audit("operator"));
        this.handoverAt = now;
        this.monitors = List.of(new SimulatedMonitor("monitor@r1"), new SimulatedMonitor("monitor@r2"));
        this.consumers = regions.stream().map(SimulatedConsumer::new).toList();
        monitors.forEach(SimulatedMonitor::look); // one that starts later knows nothing of the budget
    }

    void step() {
        advance();
        SimulatedMonitor monitor = monitors.get(random.nextInt(monitors.size()));
        SimulatedConsumer consumer = consumers.get(random.nextInt(consumers.size()));
        int action = random.nextInt(100);
        if (action < 42) {
            monitor.probe();
        } else if (action < 55) {
            monitor.look();
        } else if (action < 62) {
            monitor.list();
        } else if (action < 72) {
            monitor.act();
        } else if (action < 84) {
            consumer.turn(token, now);
        } else if (action < 88) {
            consumer.stopIfDue();
        } else if (action < 89) {
            consumer.crash();
        } else if (action < 93) {
            operate();
        } else {
            catchUp();
        }
        checkGates();
    }

    /** What monitors have written so far, for a test of the test. */
    Set<String> reached() {
        return reached;
    }

    private void advance() {
        int kind = random.nextInt(1_000);
        if (kind == 0) {
            now += Duration.ofHours(random.nextInt(12)).toNanos();
        } else if (kind < 20) {
            now += Duration.ofMillis(random.nextInt(3_000)).toNanos();
        } else {
            now += Duration.ofMillis(random.nextInt(50)).toNanos();
        }
    }

    private void operate() {
        RegionId region = anyRegion();
        Audit audit = audit("operator");
        switch (random.nextInt(8)) {
            case 0 -> write(token.abortHandover(audit), null);
            case 1 -> write(token.demote(region, audit), null);
            case 2 -> write(token.forceHandover(region, audit), null);
            case 3, 4 -> write(token.beginHandover(region, audit), null);
            default -> {}
        }
    }

    private void catchUp() {
        RegionId region = anyRegion();
        Transition change = token.sync(region) == Sync.OUT
                ? token.beginCatchUp(region, audit("operator"))
                : token.promote(region, token.episode(region), audit("operator"));
        write(change, null);
    }

    /** Writes what is legal; {@code by} is null for the operator, who does not complete handovers here. */
    private void write(Transition transition, @Nullable SimulatedMonitor by) {
        transition.fold(
                next -> {
                    checkWrite(next, by);
                    if (token.handoverTo() == null && next.handoverTo() != null) {
                        handoverVersion = next.version();
                        handoverAt = now;
                    }
                    token = next;
                    return true;
                },
                refused -> false);
    }

    private void checkWrite(Token next, @Nullable SimulatedMonitor by) {
        boolean end = token.handoverTo() != null && next.handoverTo() == null;
        boolean moves = !next.active().equals(token.active());
        assertThat(next.version()).isEqualTo(token.version() + 1);
        assertThat(next.term().value()).isEqualTo(token.term().value() + (end ? 1 : 0));
        assertThat(!moves || end && next.active().equals(token.handoverTo())).isTrue();
        assertThat(next.regions().values()).anyMatch(state -> state.sync() == Sync.IN_SYNC);
        checkHoles(next);
        if (moves) {
            checkCompletion(by);
            switched = true;
            switchedAt = now;
            if (next.audit().by().startsWith("monitor@")) {
                automaticSwitches.add(now);
            }
        } else if (by != null && token.handoverTo() == null && next.handoverTo() != null) {
            checkBeginning();
        }
    }

    private void checkHoles(Token next) {
        next.regions().forEach((region, state) -> {
            if (state.sync() == Sync.CATCHING_UP) {
                unfinished.add(region);
            } else if (state.sync() == Sync.IN_SYNC) {
                unfinished.remove(region);
            }
        });
        assertThat(next.handoverTo() == null && unfinished.contains(next.active()))
                .as("a gate opens on a log with a hole")
                .isFalse();
    }

    private void checkCompletion(@Nullable SimulatedMonitor by) {
        assertThat(by).isNotNull();
        boolean waited = now - handoverAt >= token.viewsExpireIn().toNanos();
        boolean stopped = by.stoppedVersion >= handoverVersion;
        assertThat(fenced || waited || stopped)
                .as("a handover is completed only after a wait or when every consumer has stopped")
                .isTrue();
    }

    private void checkBeginning() {
        assertThat(!switched || now - switchedAt >= COOL_DOWN.toNanos())
                .as("cool-down")
                .isTrue();
        automaticSwitches.removeIf(at -> now - at >= Duration.ofDays(1).toNanos());
        assertThat(automaticSwitches.size()).as("budget").isLessThan(SWITCHES_PER_DAY);
    }

    private void checkGates() {
        if (!fenced) {
            assertThat(consumers.stream()
                            .filter(consumer -> consumer.isOpen(now))
                            .count())
                    .as("open gates at version %s", token.version())
                    .isLessThanOrEqualTo(1);
        }
    }

    private RegionId anyRegion() {
        return regions.get(random.nextInt(regions.size()));
    }

    private Audit audit(String by) {
        return new Audit("random", by, Instant.EPOCH, "w" + random.nextLong());
    }

    /** A monitor whose clock has an origin of its own, and that may be slow between reading, deciding and writing. */
    private final class SimulatedMonitor {

        private final String name;
        private final long clockOrigin = random.nextLong();
        private final Monitor monitor = new Monitor(new MonitorPolicy(
                SwitchPolicy.AUTO, HEALTH, fenced, COOL_DOWN, SWITCHES_PER_DAY, MonitorPolicy.UNLIMITED, FAILBACK));
        private final Set<RegionId> unreachable = new TreeSet<>();
        private final int noise = random.nextInt(15);
        private MonitorState state = MonitorState.initial();
        private Decision decision = new Decision.Nothing();
        private long decidedUpon;
        private long stoppedVersion;

        SimulatedMonitor(String name) {
            this.name = name;
        }

        /** What it sees has nothing to do with what the other one sees. */
        void probe() {
            RegionId region = anyRegion();
            if (random.nextInt(40) == 0 && !unreachable.remove(region)) {
                unreachable.add(region);
            }
            long sent = clock() - Duration.ofMillis(random.nextInt(400)).toNanos();
            ProbeTime time = new ProbeTime(sent, clock());
            state = unreachable.contains(region) || random.nextInt(100) < noise
                    ? state.failed(region, time, "random", HEALTH)
                    : state.succeeded(region, time, HEALTH);
        }

        /** Lists the registrations for the version that it has read, which need not be the newest. */
        void list() {
            if (decidedUpon == token.version()
                    && consumers.stream().noneMatch(consumer -> consumer.isRunningIn(token.active()))) {
                stoppedVersion = token.version();
            }
        }

        /** Reads the token and decides. */
        void look() {
            state = state.saw(token, clock()).consumersStopped(stoppedVersion);
            decidedUpon = token.version();
            Signature signature = new Signature(name, Instant.EPOCH, "w" + random.nextLong());
            decision = monitor.decide(state, signature, clock()).decision();
            if (decision instanceof Decision.Write write) {
                checkReason(write);
            }
            if (decision instanceof Decision.Held held && held.why().contains("Waiting for a person")) {
                reached.add("budget");
            }
        }

        private void checkReason(Decision.Write write) {
            if (write.change() == Change.DEMOTE) {
                assertThat(state.health(write.region()).word()).isEqualTo("DOWN");
            } else if (write.change() == Change.BEGIN_HANDOVER && write.why().contains("home")) {
                assertThat(state.health(token.active()).word()).isEqualTo("UP");
                assertThat(token.handoverTo()).isNull();
                reached.add("failback");
            }
        }

        /** Writes what it decided, if the token is still the same. */
        void act() {
            if (decision instanceof Decision.Write write && token.version() == decidedUpon) {
                if (write.change() == Change.BEGIN_HANDOVER && token.handoverTo() != null) {
                    reached.add("redirection");
                }
                reached.add(write.change() + (fenced || stoppedVersion == token.version() ? " at once" : ""));
                RandomWalk.this.write(new Transition.Legal(write.next()), this);
            }
            decision = new Decision.Nothing();
        }

        private long clock() {
            return now + clockOrigin;
        }
    }
}
