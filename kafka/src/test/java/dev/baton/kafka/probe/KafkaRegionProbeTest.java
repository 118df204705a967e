package dev.baton.kafka.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.testkit.HiccupMeter;
import dev.baton.testkit.HiccupMeter.Stretch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be known without a broker. */
@Timeout(30)
class KafkaRegionProbeTest {

    private static final Duration TIMEOUT = Duration.ofMillis(400);
    /** What a busy machine may add to a time that is kept. */
    private static final Duration SLACK = Duration.ofMillis(300);

    private static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    @Test
    void shouldSayAtOnceThatNobodyListens() throws IOException {
        // Given
        int port = closedPort();
        try (KafkaRegionProbe probe = probe("127.0.0.1:" + port)) {
            // When
            ProbeResult result = probe.probe(TIMEOUT);
            // Then
            assertThat(failure(result)).startsWith("connect: 127.0.0.1:" + port).contains("refused");
        }
    }

    @Test
    void shouldAskTheNextServerWhenOneDoesNotListen() throws IOException {
        // Given one that is closed, and one that accepts and never answers
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KafkaRegionProbe probe = probe("127.0.0.1:" + closedPort() + ", 127.0.0.1:" + silent.getLocalPort())) {
            // When
            ProbeResult result = probe.probe(Duration.ofSeconds(5));
            // Then
            assertThat(failure(result)).isEqualTo("metadata: no answer within 5000 ms");
            assertThat(result.steps()).singleElement().extracting("name").isEqualTo("connect");
        }
    }

    @Test
    void shouldKeepItsTimeoutWhenARegionAcceptsAndNeverAnswers() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KafkaRegionProbe probe = probe("127.0.0.1:" + silent.getLocalPort())) {
            probe.probe(Duration.ofSeconds(5)); // loads classes
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                // When
                ProbeResult result = probe.probe(TIMEOUT);
                Stretch took = HICCUPS.since(start);
                // Then
                assertThat(took.ran()).as("%s", took).isLessThan(TIMEOUT.plus(SLACK));
                assertThat(failure(result)).contains("no answer within 400 ms");
            }
        }
    }

    @Test
    void shouldFailAndNotThrowWhenItsConfigurationMakesNoSense() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1:" + silent.getLocalPort();
            assertThat(failureOf(Map.of())).contains("no bootstrap.servers are configured");
            assertThat(failureOf(Map.of("bootstrap.servers", "nonsense"))).contains("not of the form host:port");
            assertThat(failureOf(Map.of("bootstrap.servers", "no-such-host.invalid:9092")))
                    .contains("no-such-host.invalid:9092");
            assertThat(failureOf(Map.of("bootstrap.servers", server, "security.protocol", "TELEPATHY")))
                    .contains("security.protocol");
            assertThat(failureOf(Map.of("bootstrap.servers", server, "security.protocol", "SASL_PLAINTEXT")))
                    .startsWith("metadata: ");
        }
    }

    @Test
    void shouldEndSoonWhenClosedAndFailAfterwards() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            KafkaRegionProbe probe = probe("127.0.0.1:" + silent.getLocalPort());
            probe.probe(Duration.ofSeconds(5));
            long start = System.nanoTime();
            // When
            probe.close();
            probe.close();
            Stretch took = HICCUPS.since(start);
            // Then
            assertThat(took.ran())
                    .as("%s", took)
                    .isLessThan(Duration.ofSeconds(1).plus(SLACK));
            assertThat(failure(probe.probe(TIMEOUT))).contains("closed");
        }
    }

    private static String failureOf(Map<String, String> properties) {
        try (KafkaRegionProbe probe = new KafkaRegionProbe(new RegionId("r1"), properties, TIMEOUT, () -> "nonce")) {
            // Name servers may be slow, and say nothing about the probe.
            return failure(probe.probe(Duration.ofSeconds(10)));
        }
    }

    private static String failure(ProbeResult result) {
        assertThat(result).isInstanceOf(ProbeResult.Failed.class);
        return ((ProbeResult.Failed) result).describe();
    }

    private static KafkaRegionProbe probe(String servers) {
        return new KafkaRegionProbe(new RegionId("r1"), Map.of("bootstrap.servers", servers), TIMEOUT, () -> "nonce");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
