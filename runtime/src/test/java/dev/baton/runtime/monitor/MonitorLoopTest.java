package dev.baton.runtime.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.Report;
import dev.baton.core.monitor.Signature;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.monitor.FakeProbe.Region;
import dev.baton.runtime.monitor.FakeTokenStore.Writes;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MonitorLoopTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit ALICE = new Audit("planned", "alice", Instant.EPOCH, "a");
    private static final HealthPolicy QUICK = new HealthPolicy(
            Duration.ofMillis(20), Duration.ofMillis(100), 2, Duration.ofMillis(60), Duration.ofMillis(200));
    private static final Duration LONG_TTL = Duration.ofSeconds(60);
    private static final Duration SHORT_TTL = Duration.ofMillis(100);

    private final FakeProbe probe1 = new FakeProbe();
    private final FakeProbe probe2 = new FakeProbe();
    private final FakeObjects objects = new FakeObjects();
    private final Registrations registrations = new Registrations(objects, "payments");
    private final Bulletins bulletins = Bulletins.ofMonitors(objects, "payments");
    private final RecordingListener listener = new RecordingListener();
    private Electorate electorate = Electorate.alone("r2");
    private FakeTokenStore store;
    private MonitorLoop loop;

    @BeforeEach
    void useATokenWhoseViewsLastLong() {
        store = new FakeTokenStore(first(LONG_TTL));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void shouldHandTheBatonOverWhenTheActiveRegionIsLost() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> store.newest().term().value() == 2);
        Token token = store.newest();
        assertThat(token.active()).isEqualTo(R2);
        assertThat(token.sync(R1)).isEqualTo(Sync.OUT);
        assertThat(token.audit().by()).isEqualTo("monitor@r2");
        assertThat(token.audit().reason())
                .isEqualTo("r1 is down (connect: refused); r2 is up; every consumer of r1 has stopped");
        assertThat(listener.lines())
                .containsSubsequence(
                        "version 1",
                        "r1 UP SUSPECT",
                        "r1 SUSPECT DOWN",
                        "wrote: demote r1 Applied",
                        "wrote: begin handover to r2 Applied",
                        "wrote: complete handover to r2 Applied");
    }

    @Test
    void shouldWaitForViewsToExpireWhenAConsumerDoesNotReportAndThenForgetIt() {
        // Given a consumer that was lost with its region
        store = new FakeTokenStore(first(SHORT_TTL));
        register(R1);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        long begun = System.nanoTime();
        // When
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        // Then
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> store.newest().term().value() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(store.newest().audit().by()).isEqualTo("alice via monitor@r2");
        await().until(() -> registrations.running(R1).isEmpty());
    }

    @Test
    void shouldCompleteAPlannedHandoverAsSoonAsTheConsumersHaveStopped() {
        // Given
        Registration consumer = register(R1);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        await().until(() -> listener.lines().contains("version 2"));
        // When
        registrations.forget(consumer);
        // Then, long before any view has expired
        await().until(() -> store.newest().term().value() == 2);
    }

    @Test
    void shouldNotTakeConsumersForStoppedThatItCannotList() {
        // Given
        objects.setUnlistable(true);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        await().until(() -> listener.lines().contains("version 2"));
        // Then
        await().during(Duration.ofMillis(200)).until(() -> store.newest().version() == 2);
        objects.setUnlistable(false);
        await().until(() -> store.newest().term().value() == 2);
    }

    @Test
    void shouldProbeOneRegionOnTimeWhileAnotherHangs() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.HANGS);
        await().until(() -> listener.lines().contains("r1 UP SUSPECT"));
        int before1 = probe1.probes();
        int before2 = probe2.probes();
        // When
        await().until(() -> probe1.probes() >= before1 + 4);
        // Then five times as often, if the machine is idle
        assertThat(probe2.probes() - before2).isGreaterThan(8);
    }

    @Test
    void shouldTakeSlowAndBrokenProbesForFailures() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.IGNORES_THE_TIMEOUT);
        probe2.set(Region.BREAKS_THE_PROBE);
        // Then
        await().until(() -> listener.lines().contains("r1 SUSPECT DOWN"));
        await().until(() -> listener.lines().contains("r2 SUSPECT DOWN"));
        assertThat(store.newest().version())
                .as("no other is up: perhaps its own network")
                .isLessThanOrEqualTo(3);
    }

    @Test
    void shouldJudgeNothingFromAProbeThatSaysNothing() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.LACKS_THE_CANARY_TOPIC);
        int before = probe1.probes();
        // Then
        await().until(() -> probe1.probes() > before + 8);
        assertThat(listener.lines()).doesNotContain("r1 UP SUSPECT");
    }

    @Test
    void shouldSurviveAnOutageOfTheStoreAndSayItOnce() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setUnreadable(true);
        await().until(() -> listener.lines().contains("store failed: The store does not answer"));
        // When
        probe2.set(Region.REFUSES);
        await().until(() -> listener.lines().contains("r2 SUSPECT DOWN"));
        await().during(Duration.ofMillis(200)).until(() -> store.history().size() == 1);
        store.setUnreadable(false);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("store ")))
                .hasSize(2);
    }

    @Test
    void shouldTryAgainWhenWritingFailsAndSayItOnce() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.FAIL);
        probe2.set(Region.REFUSES);
        await().until(() -> store.attempts() > 5);
        // When
        store.setWrites(Writes.WORK);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("store ")))
                .containsExactly("store failed: The disk is full", "store answers");
    }

    @Test
    void shouldReadAgainWhenNobodyKnowsWhetherAWriteWasApplied() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.APPLY_BUT_ANSWER_UNKNOWN);
        // When
        probe1.set(Region.REFUSES);
        // Then each change is made once
        await().until(() -> store.newest().term().value() == 2);
        assertThat(store.history()).hasSize(4);
        assertThat(store.attempts()).isEqualTo(3);
    }

    @Test
    void shouldDecideAnewWhenAWriteOfUnknownOutcomeIsNotThere() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.ANSWER_UNKNOWN);
        probe2.set(Region.REFUSES);
        await().until(() -> store.attempts() > 2);
        // When
        store.setWrites(Writes.WORK);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(store.history()).hasSize(2);
    }

    @Test
    void shouldWriteNothingWhenItOnlyObserves() {
        // Given
        startAndSeeBothUp(SwitchPolicy.OBSERVE);
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> listener.lines().contains("would: demote r1, begin handover to r2"));
        await().during(Duration.ofMillis(200)).until(() -> store.attempts() == 0);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("would")))
                .hasSize(1);
    }

    @Test
    void shouldEndInTimeEvenIfTheStoreHangs() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setHanging();
        await().until(store::hasCallers);
        long start = System.nanoTime();
        // When
        loop.close();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        assertThat(probe1.isClosed()).isTrue();
        assertThat(probe2.isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("baton-monitor"));
    }

    @Test
    void shouldStopProbingAndDecidingWhenClosed() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        loop.close();
        // Then
        int probes = probe1.probes();
        await().during(Duration.ofMillis(200)).until(() -> probe1.probes() == probes);
    }

    // ---- reports and votes

    @Test
    void shouldPublishWhatItSeesAtOnceWhenItChangesAndElseEveryHeartbeat() {
        // Given
        electorate = three();
        startAndSeeBothUp(SwitchPolicy.AUTO);
        await().until(() -> said("r1").equals("UP") && said("r2").equals("UP"));
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> said("r1").equals("DOWN"));
        Bulletin down = bulletins.newest("r2").orElseThrow();
        assertThat(down.report().findings().get(R1)).isEqualTo(new Finding("DOWN", "connect: refused"));
        assertThat(down.details().get(R2).steps()).containsEntry("acknowledge", Duration.ofMillis(2));
        await().until(() -> bulletins.newest("r2").orElseThrow().report().count()
                >= down.report().count() + 3);
    }

    @Test
    void shouldSwitchOnlyOnceAnotherMonitorSeesItToo() {
        // Given
        electorate = three();
        Peer witness = new Peer("witness");
        witness.says("UP", "UP");
        witness.says("UP", "UP");
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.REFUSES);
        await().until(() -> listener.lines().stream().anyMatch(line -> line.contains("that takes 2 of 3")));
        witness.saysFor(Duration.ofMillis(400), "UP", "UP");
        assertThat(store.newest().version()).isEqualTo(1);
        // When
        witness.says("DOWN", "UP");
        // Then
        await().until(() -> store.newest().sync(R1) == Sync.OUT);
        assertThat(store.history().get(1).audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2, witness; connect: refused); r2 is up");
    }

    @Test
    void shouldLetClientsStandInForAMonitorThatIsSilent() {
        // Given
        electorate = three();
        Peer producer = new Peer("producer-1", Bulletins.ofClients(objects, "payments"));
        producer.says("UP", "UP");
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.REFUSES);
        // When, Then
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            producer.says("DOWN", "UP");
            return store.newest().sync(R1) == Sync.OUT;
        });
        assertThat(store.history().get(1).audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2 and the clients; connect: refused); r2 is up");
    }

    @Test
    void shouldTakeOverFromItsFormerSelf() {
        // Given a report of a process that was killed
        electorate = three();
        new Peer("r2").says("DOWN", "DOWN");
        // When
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // Then
        await().until(() -> said("r1").equals("UP") && said("r2").equals("UP"));
    }

    private String said(String region) {
        return bulletins
                .newest("r2")
                .map(bulletin -> bulletin.report().findings().get(new RegionId(region)))
                .map(Finding::word)
                .orElse("");
    }

    private static Electorate three() {
        return new Electorate("r2", new TreeSet<>(List.of("r1", "r2", "witness")), Duration.ofMillis(200));
    }

    /** Another monitor. */
    private final class Peer {

        private final String name;
        private final Bulletins.Board board;
        private long count;

        Peer(String name) {
            this(name, bulletins);
        }

        Peer(String name, Bulletins among) {
            this.name = name;
            this.board = among.board(name);
        }

        void says(String ofR1, String ofR2) {
            TreeMap<RegionId, Finding> findings =
                    new TreeMap<>(Map.of(R1, new Finding(ofR1, ""), R2, new Finding(ofR2, "")));
            count++;
            board.publish(new Bulletin(new Report(name, "run", count, findings), Instant.EPOCH, new TreeMap<>()));
        }

        void saysFor(Duration time, String ofR1, String ofR2) {
            await().during(time).atMost(time.multipliedBy(4)).until(() -> {
                says(ofR1, ofR2);
                return store.newest().version() == 1;
            });
        }
    }

    private void startAndSeeBothUp(SwitchPolicy switching) {
        AtomicInteger writes = new AtomicInteger();
        MonitorPorts ports = new MonitorPorts(
                store,
                registrations,
                new TreeMap<>(Map.of(R1, probe1, R2, probe2)),
                new MonitorPorts.Hearsay(
                        bulletins, Bulletins.ofClients(objects, "payments"), "run", () -> Instant.EPOCH),
                () -> new Signature("monitor@r2", Instant.EPOCH, "w" + writes.incrementAndGet()),
                System::nanoTime);
        MonitorPolicy policy = new MonitorPolicy(switching, QUICK, false, Duration.ZERO, 10, null);
        loop = new MonitorLoop(new MonitorSettings(policy, electorate, Duration.ofMillis(30)), ports, listener);
        loop.start();
        await().until(() -> listener.lines().containsAll(List.of("version 1", "r1 UNKNOWN UP", "r2 UNKNOWN UP")));
    }

    private Registration register(RegionId region) {
        Registration registration = registrations.prepare(region, "group", "instance", 1, "nonce");
        registrations.add(registration);
        return registration;
    }

    private static Token first(Duration ttl) {
        return Token.first("payments", List.of(R1, R2), R1, ttl, ALICE);
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.rule() + ": " + refused.why());
        });
    }
}
