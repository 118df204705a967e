package dev.baton.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.TestbedException;
import dev.baton.testkit.network.FaultProxy;
import dev.baton.testkit.network.Network;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker, reached directly by its own region and through a link by the outside. */
@Tag("chaos")
class KafkaBrokerFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OUTSIDE = "OUTSIDE";

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
        network.close();
        janitor.close();
    }

    @Test
    void shouldBeOutOfReachForTheOutsideOnlyWhileItsRegionIsIsolated() throws Exception {
        // Given
        broker.createTopic("isolated", 1, Map.of());
        Records inside = new Records(broker.bootstrap(), "isolated");
        Records outside = new Records(broker.bootstrap(OUTSIDE), "isolated");
        outside.send("from outside");

        // When
        network.isolate("r1");

        // Then
        CompletableFuture<Void> cutOff = CompletableFuture.runAsync(() -> outside.trySend("while isolated"));
        inside.send("from inside");
        assertThatThrownBy(cutOff::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        network.heal("r1");
        sendInTheEnd(outside, "after healing");
        assertThat(outside.all(1)).contains("from outside", "from inside", "after healing");
    }

    @Test
    void shouldNotAnswerWhileFrozenAndGoOnWhenThawed() {
        // Given
        broker.createTopic("frozen", 1, Map.of());
        Records records = new Records(broker.bootstrap(), "frozen");

        // When
        broker.freeze();

        // Then
        assertThatThrownBy(() -> broker.awaitReady(Duration.ofMillis(500)))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("broker-r1 did not answer");
        broker.thaw();
        broker.awaitReady(PATIENCE);
        sendInTheEnd(records, "after the thaw");
        assertThat(records.all(1)).contains("after the thaw");
    }

    /** So it is for a moment after a thaw, or a pause of the machine: the controller has no broker for a topic. */
    @Test
    void shouldMakeTopicsInABrokerThatIsFencedForHalfOfTheTime() {
        // Given
        Map<String, String> silentForHalfOfTheTime =
                Map.of("broker.session.timeout.ms", "500", "broker.heartbeat.interval.ms", "1000");
        KafkaBroker fenced = KafkaBroker.start(
                janitor, BrokerOptions.in(directory.resolve("r2"), "broker-r2").withSettings(silentForHalfOfTheTime));
        fenced.awaitReady(PATIENCE);

        // When
        IntStream.range(0, 20).forEach(i -> fenced.createTopic("made-" + i, 1, Map.of()));

        // Then
        Records records = new Records(fenced.bootstrap(), "made-19");
        sendInTheEnd(records, "a record");
        fenced.kill();
    }

    /** Again and again: the first attempts may meet a region that is only about to be back. */
    private static void sendInTheEnd(Records records, String value) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(KafkaException.class)
                .untilAsserted(() -> records.trySend(value));
    }
}
