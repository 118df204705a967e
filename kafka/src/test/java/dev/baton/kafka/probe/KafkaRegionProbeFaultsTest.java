package dev.baton.kafka.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.kafka.probe.WatchedRegion.Probed;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import dev.baton.testkit.HiccupMeter;
import dev.baton.testkit.HiccupMeter.Stretch;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.broker.Listener;
import dev.baton.testkit.network.FaultProxy;
import dev.baton.testkit.network.Network;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One broker, probed with the default settings, and what can happen to it. */
@Tag("chaos")
@Timeout(300)
class KafkaRegionProbeFaultsTest {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRegionProbeFaultsTest.class);
    private static final RegionId R1 = new RegionId("r1");
    private static final String OUTSIDE = "OUTSIDE";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private static final Duration DEAD_IS_DOWN_WITHIN = Duration.ofMillis(1_300);
    private static final Duration SILENT_IS_DOWN_WITHIN = Duration.ofMillis(1_700);
    private static final Duration GOOD_AGAIN_WITHIN = Duration.ofSeconds(1);
    /** What a busy machine may add to any of these times. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    @TempDir
    static Path directory;

    private static Janitor janitor;
    private static Network network;
    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        janitor = Janitor.start();
        network = Network.open();
        FaultProxy link = network.link("outside", "r1");
        broker = KafkaBroker.start(
                janitor, BrokerOptions.in(directory, "broker-r1").withListeners(new Listener(OUTSIDE, link.port())));
        broker.awaitReady(PATIENCE);
        link.forwardTo(broker.port(OUTSIDE));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        network.close();
        janitor.close();
    }

    @Test
    void shouldSucceedStepByStepWhileTheRegionIsUp() {
        // Given
        try (WatchedRegion region = watch(broker.bootstrap())) {
            // When
            region.until("UP", System.nanoTime());
            long start = System.nanoTime();
            await().atMost(PATIENCE)
                    .until(() ->
                            region.since(start).stream().filter(Probed::isOk).count() >= 4);
            // Then
            Probed last = region.since(start).get(3);
            assertThat(last.result().steps())
                    .extracting(ProbeStep::name)
                    .containsExactly("connect", "write", "acknowledge", "read back");
        }
    }

    @Test
    void shouldNoticeADeadBrokerAndItsReturn() {
        try (WatchedRegion region = watch(broker.bootstrap())) {
            // Given
            region.until("UP", System.nanoTime());
            long killed = System.nanoTime();
            // When
            broker.kill();
            // Then
            report("kill to DOWN", region.until("DOWN", killed), DEAD_IS_DOWN_WITHIN);
            assertEachWithinItsTimeout(region.since(killed));
            broker.restart();
            broker.awaitReady(PATIENCE);
            report("restart to a good probe", region.untilOk(System.nanoTime()), GOOD_AGAIN_WITHIN);
            region.until("UP", System.nanoTime());
        }
    }

    @Test
    void shouldNoticeAFrozenBrokerAndItsReturn() {
        try (WatchedRegion region = watch(broker.bootstrap())) {
            // Given
            region.until("UP", System.nanoTime());
            broker.freeze();
            long frozen = System.nanoTime();
            // When
            Stretch detection = region.until("DOWN", frozen);
            await().atMost(PATIENCE)
                    .until(() -> region.since(frozen).size() >= 25); // past the replacement of the clients
            // Then
            report("freeze to DOWN", detection, SILENT_IS_DOWN_WITHIN);
            assertEachWithinItsTimeout(region.since(frozen));
            broker.thaw();
            report("thaw to a good probe", region.untilOk(System.nanoTime()), GOOD_AGAIN_WITHIN);
        }
    }

    @Test
    void shouldNoticeACutLineAndThatItIsWholeAgain() {
        try (WatchedRegion region = watch(broker.bootstrap(OUTSIDE))) {
            // Given
            region.until("UP", System.nanoTime());
            network.isolate("r1");
            long cut = System.nanoTime();
            // When
            Stretch detection = region.until("DOWN", cut);
            // Then
            report("cut to DOWN", detection, SILENT_IS_DOWN_WITHIN);
            await().atMost(PATIENCE).until(() -> region.since(cut).size() >= 12);
            assertEachWithinItsTimeout(region.since(cut));
            network.heal("r1");
            report("heal to a good probe", region.untilOk(System.nanoTime()), GOOD_AGAIN_WITHIN);
        }
    }

    @Test
    void shouldMakeItsTopicAgainAndNotTakeItsLossForTheRegions() throws Exception {
        try (WatchedRegion region = watch(broker.bootstrap())) {
            // Given
            region.until("UP", System.nanoTime());
            long deleted = System.nanoTime();
            // When
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.deleteTopics(List.of(KafkaRegionProbe.TOPIC)).all().get(30, TimeUnit.SECONDS);
            }
            // Then
            await().atMost(PATIENCE).until(() -> region.since(deleted).stream()
                    .anyMatch(probed -> probed.result() instanceof ProbeResult.Inconclusive));
            long missing = System.nanoTime();
            region.untilOk(missing);
            assertThat(region.word()).isEqualTo("UP");
            assertThat(region.since(deleted))
                    .filteredOn(probed -> probed.result() instanceof ProbeResult.Failed)
                    .hasSizeLessThan(3);
        }
    }

    @Test
    void shouldReturnInTimeAlsoWhenItsOwnThreadIsStuck() throws Exception {
        // Given a probe that hangs where nothing bounds it
        CountDownLatch released = new CountDownLatch(1);
        try (KafkaRegionProbe probe = new KafkaRegionProbe(R1, properties(broker.bootstrap()), TIMEOUT, () -> {
            awaitUninterrupted(released);
            return UUID.randomUUID().toString();
        })) {
            await().atMost(PATIENCE).until(() -> failure(probe.probe(TIMEOUT)).startsWith("start"));
            long start = System.nanoTime();
            // When
            String failure = failure(probe.probe(TIMEOUT));
            Stretch took = HICCUPS.since(start);
            // Then
            assertThat(took.ran()).as("%s", took).isLessThan(TIMEOUT.plus(SLACK));
            assertThat(failure).isEqualTo("start: the probe before has not ended yet");
            released.countDown();
            await().atMost(PATIENCE).until(() -> probe.probe(TIMEOUT) instanceof ProbeResult.Ok);
        }
    }

    private static WatchedRegion watch(String bootstrap) {
        return new WatchedRegion(new KafkaRegionProbe(
                R1, properties(bootstrap), TIMEOUT, () -> UUID.randomUUID().toString()));
    }

    private static Map<String, String> properties(String bootstrap) {
        return Map.of("bootstrap.servers", bootstrap);
    }

    private static void assertEachWithinItsTimeout(List<Probed> probes) {
        assertThat(probes).allSatisfy(probed -> {
            Stretch took = HICCUPS.between(probed.sentNanos(), probed.endedNanos());
            assertThat(took.ran()).as("%s", took).isLessThan(TIMEOUT.plus(SLACK));
        });
    }

    private static void report(String what, Stretch measured, Duration bar) {
        LOG.warn("{}: {} (bar {} ms)", what, measured, bar.toMillis());
        assertThat(measured.ran()).as("%s: %s", what, measured).isLessThan(bar.plus(SLACK));
    }

    private static String failure(ProbeResult result) {
        return result instanceof ProbeResult.Failed failed ? failed.describe() : "";
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
