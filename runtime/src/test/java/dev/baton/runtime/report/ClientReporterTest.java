package dev.baton.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ClientReporterTest {

    private static final RegionId R1 = new RegionId("r1");

    @TempDir
    private Path directory;

    private final AtomicInteger nonces = new AtomicInteger();
    private ObjectStore store;
    private Bulletins clients;
    private ClientReporter reporter;
    private volatile String word = "IDLE";

    @BeforeEach
    void start() {
        store = DirectoryObjectStore.open(directory);
        clients = Bulletins.ofClients(store, "payments");
        reporter = new ClientReporter(
                clients,
                new ClientReporter.Ports(
                        now -> new TreeMap<>(Map.of(R1, new Finding(word, ""))),
                        nonce -> "producer-" + nonce,
                        () -> "n" + nonces.incrementAndGet(),
                        System::nanoTime,
                        () -> Instant.EPOCH));
        reporter.start();
        await().until(() -> says("producer-n1").equals("IDLE 1"));
    }

    @AfterEach
    void stop() {
        reporter.close();
        store.close();
    }

    @Test
    void shouldPublishAtOnceWhenARegionBeginsOrCeasesToBeDown() {
        // When, Then
        word = "DOWN";
        await().atMost(Duration.ofSeconds(5)).until(() -> says("producer-n1").equals("DOWN 2"));
        word = "UP";
        await().atMost(Duration.ofSeconds(5)).until(() -> says("producer-n1").equals("UP 3"));
    }

    @Test
    void shouldNotPublishWhetherItIsIdle() {
        // When
        word = "UP";
        // Then, before the next heartbeat
        await().during(Duration.ofSeconds(1)).until(() -> says("producer-n1").equals("IDLE 1"));
    }

    @Test
    void shouldTakeItsReportBackWhenClosed() {
        // When
        reporter.close();
        // Then
        assertThat(clients.reporters()).isEmpty();
    }

    @Test
    void shouldUseANewNameOnceItWasForgotten() {
        // Given
        clients.forget("producer-n1");
        // When
        word = "DOWN";
        // Then
        await().until(() -> says("producer-n2").startsWith("DOWN"));
        assertThat(clients.reporters()).containsExactly("producer-n2");
    }

    private String says(String client) {
        return clients.newest(client)
                .map(bulletin -> bulletin.report().findings().get(R1).word() + " "
                        + bulletin.report().count())
                .orElse("");
    }
}
