package dev.baton.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.TestbedException;
import dev.baton.testkit.process.Janitor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class KafkaBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "events";

    @TempDir
    Path directory;

    private final Janitor janitor = Janitor.start();

    @AfterEach
    void closeJanitor() {
        janitor.close();
    }

    @Test
    void shouldKeepAcknowledgedRecordsAcrossKillAndAcrossStop() throws Exception {
        // Given
        KafkaBroker broker = KafkaBroker.start(janitor, BrokerOptions.in(directory, "broker-r1"));
        broker.awaitReady(PATIENCE);
        broker.createTopic(TOPIC, 2, Map.of("retention.ms", "3600000"));
        String bootstrap = broker.bootstrap();
        Records records = new Records(bootstrap, TOPIC);
        records.send("before the kill");

        // When
        broker.kill();
        broker.restart();
        broker.awaitReady(PATIENCE);
        records.send("before the stop");
        boolean byItself = broker.stop(PATIENCE);
        broker.restart();
        broker.awaitReady(PATIENCE);

        // Then
        assertThat(byItself).isTrue();
        assertThat(broker.bootstrap()).isEqualTo(bootstrap);
        assertThat(records.all(2)).containsExactly("before the kill", "before the stop");
        assertThat(broker.peakResidentBytes().getAsLong()).isBetween(100L << 20, 1L << 30);
        assertThat(directory.resolve("broker-1.log")).isNotEmptyFile();
        assertThat(directory.resolve("broker-3.log")).isNotEmptyFile();
    }

    @Test
    void shouldChooseOtherPortsWhenOneWasTakenBeforeItCouldBind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            BrokerOptions options =
                    BrokerOptions.in(directory, "broker-r1").withListeners(new Listener("OUTSIDE", 12_345));
            Queue<BrokerPorts> choices = new ArrayDeque<>();
            choices.add(withOutsidePort(taken.getLocalPort(), options));
            choices.add(BrokerPorts.choose(options));

            // When
            KafkaBroker broker = KafkaBroker.start(janitor, options, choices::remove);
            broker.awaitReady(PATIENCE);

            // Then
            assertThat(broker.port("OUTSIDE")).isNotEqualTo(taken.getLocalPort());
            assertThat(broker.bootstrap("OUTSIDE")).isEqualTo("127.0.0.1:12345");
            assertThatThrownBy(() -> broker.bootstrap("INSIDE")).hasMessageContaining("OUTSIDE");
        }
    }

    @Test
    void shouldSayWhyItDidNotStart() {
        // Given
        BrokerOptions options =
                BrokerOptions.in(directory, "broker-r1").withSettings(Map.of("num.io.threads", "no number"));

        // When
        KafkaBroker broker = KafkaBroker.start(janitor, options);

        // Then
        assertThatThrownBy(() -> broker.awaitReady(PATIENCE))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("broker-r1 ended with exit code 1")
                .hasMessageContaining("num.io.threads")
                .hasMessageContaining(directory.resolve("broker-1.log").toString());
        assertThat(Files.exists(directory.resolve("server.properties"))).isTrue();
    }

    @Test
    void shouldRefuseListenersThatItCouldNotTellApart() {
        // Given
        BrokerOptions options = BrokerOptions.in(directory, "broker-r1");

        // When, Then
        for (String name : List.of("LOCAL", "CONTROLLER", "outside", "")) {
            assertThatThrownBy(() -> new Listener(name, 1)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> options.withListeners(new Listener("A", 1), new Listener("A", 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static BrokerPorts withOutsidePort(int port, BrokerOptions options) {
        Map<String, Integer> ports = new TreeMap<>(BrokerPorts.choose(options).byListener());
        ports.put("OUTSIDE", port);
        return new BrokerPorts(ports);
    }
}
