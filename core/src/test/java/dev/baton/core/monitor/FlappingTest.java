package dev.baton.core.monitor;

import static dev.baton.core.monitor.MonitorVocabulary.R1;
import static dev.baton.core.monitor.MonitorVocabulary.R2;
import static dev.baton.core.monitor.MonitorVocabulary.REST;
import static dev.baton.core.monitor.MonitorVocabulary.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three monitors in virtual time, and a region that comes and goes: r1 answers each request three seconds late, or at once. */
class FlappingTest {

    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final List<String> NAMES = List.of("r1", "r2", "witness");

    private final SortedMap<String, Report> published = new TreeMap<>();
    private final List<Token> history = new ArrayList<>(List.of(REST));
    private final List<SimulatedMonitor> monitors = new ArrayList<>();
    private final TreeSet<String> cutOff = new TreeSet<>(); // from r1 only
    private long now;
    private boolean slow;

    @Test
    void shouldSwitchOnceAndStayWhileARegionTurnsSlowAndFastEveryTwentySeconds() {
        // Given
        start(null);
        run(Duration.ofSeconds(10));
        // When
        toggleEvery(Duration.ofSeconds(20));
        // Then
        assertThat(newest().active()).isEqualTo(R2);
        assertThat(newest().term().value()).as("switches + 1").isEqualTo(2);
        assertThat(history.stream().filter(token -> token.handoverTo() != null)).hasSize(1);
        assertThat(history.stream().filter(token -> token.sync(R1) == Sync.OUT))
                .as("it was lost over and over")
                .hasSizeGreaterThan(14);
        assertThat(history.stream().filter(token -> token.sync(R2) != Sync.IN_SYNC))
                .isEmpty();
    }

    @Test
    void shouldNotFailBackByItselfWhileHomeComesAndGoes() {
        // Given
        start(new Failback(R1, Duration.ofSeconds(30)));
        run(Duration.ofSeconds(10));
        // When
        toggleEvery(Duration.ofSeconds(20));
        // Then
        assertThat(newest().term().value()).isEqualTo(2);
        // When it stays well
        slow = false;
        run(Duration.ofSeconds(90));
        // Then
        assertThat(newest().active()).isEqualTo(R1);
        assertThat(newest().term().value()).isEqualTo(3);
    }

    @Test
    void shouldBeAsFastAsOneMonitorAlone() {
        // Given
        start(null);
        run(Duration.ofSeconds(10));
        long lost = now;
        // When
        slow = true;
        while (newest().sync(R1) == Sync.IN_SYNC) {
            run(TICK);
        }
        // Then
        assertThat(Duration.ofNanos(now - lost)).isLessThan(Duration.ofMillis(1_800));
    }

    @Test
    void shouldNeverSwitchWhenOneOfThreeIsCutOffAgainAndAgain() {
        // Given
        start(null);
        run(Duration.ofSeconds(10));
        // When
        for (int i = 0; i < 30; i++) {
            cutOff.add(NAMES.get(i % NAMES.size()));
            run(Duration.ofSeconds(10));
            cutOff.clear();
            run(Duration.ofSeconds(10));
        }
        // Then
        assertThat(history).hasSize(1);
    }

    private void toggleEvery(Duration period) {
        for (long i = 0; i < TEN_MINUTES.dividedBy(period); i++) {
            slow = i % 2 == 0;
            run(period);
        }
    }

    private void start(@Nullable Failback failback) {
        MonitorPolicy policy = new MonitorPolicy(
                SwitchPolicy.AUTO,
                HealthPolicy.DEFAULT,
                false,
                Duration.ofSeconds(30),
                10,
                MonitorPolicy.UNLIMITED,
                failback);
        for (String name : NAMES) {
            monitors.add(new SimulatedMonitor(name, policy));
        }
    }

    private void run(Duration time) {
        for (long end = now + time.toNanos(); now < end; now += TICK.toNanos()) {
            monitors.forEach(SimulatedMonitor::turn);
            catchUp();
        }
    }

    /** As an agent does: once the region has answered for {@code upAfter}. */
    private void catchUp() {
        boolean up = monitors.get(0).state.health(R1) instanceof Health.Up;
        if (up && newest().sync(R1) == Sync.OUT && !newest().active().equals(R1)) {
            history.add(caughtUp(newest(), R1));
        }
    }

    private Token newest() {
        return history.get(history.size() - 1);
    }

    private final class SimulatedMonitor {

        private final String name;
        private final Monitor monitor;
        private final Electorate electorate;
        private final SortedMap<RegionId, Long> probeDue = new TreeMap<>();
        private MonitorState state = MonitorState.initial();
        private Reports reports = Reports.NONE;
        private SortedMap<RegionId, Finding> told = new TreeMap<>();
        private long count;
        private long toldAt;
        private long readDue;

        SimulatedMonitor(String name, MonitorPolicy policy) {
            this.name = name;
            this.electorate = new Electorate(name, new TreeSet<>(NAMES), Electorate.HEARTBEAT);
            this.monitor = new Monitor(policy, electorate);
            long phase = TICK.multipliedBy(NAMES.indexOf(name)).toNanos();
            probeDue.put(R1, phase);
            probeDue.put(R2, phase);
            readDue = phase;
        }

        void turn() {
            probeDue.forEach((region, due) -> {
                if (due <= now) {
                    probeDue.put(region, probe(region));
                }
            });
            report();
            if (readDue <= now) {
                readDue = now + Duration.ofMillis(250).toNanos();
                published.values().stream()
                        .filter(report -> !report.by().equals(name))
                        .forEach(report -> reports = reports.heard(report, now));
                state = state.heardMonitors(reports);
            }
            Token token = newest();
            state = state.saw(token, now);
            Signature signature = new Signature("monitor@" + name, Instant.EPOCH, name + now);
            if (monitor.decide(state, signature, now).decision() instanceof Decision.Write write) {
                history.add(write.next());
            }
        }

        /** Ends at once, or with the timeout; returns when the next one is due. */
        private long probe(RegionId region) {
            boolean late = region.equals(R1) && (slow || cutOff.contains(name));
            Duration took = late ? HealthPolicy.DEFAULT.probeTimeout() : Duration.ZERO;
            ProbeTime time = new ProbeTime(now - took.toNanos(), now);
            state = late
                    ? state.failed(region, time, "no answer within 400 ms", HealthPolicy.DEFAULT)
                    : state.succeeded(region, time, HealthPolicy.DEFAULT);
            return now + (late ? took : HealthPolicy.DEFAULT.probeInterval()).toNanos();
        }

        private void report() {
            SortedMap<RegionId, Finding> findings = new TreeMap<>();
            List.of(R1, R2).forEach(region -> findings.put(region, Finding.of(state.health(region))));
            if (!findings.equals(told) || now - toldAt >= electorate.heartbeat().toNanos()) {
                told = findings;
                toldAt = now;
                count++;
                published.put(name, new Report(name, "run", count, findings));
            }
        }
    }
}
