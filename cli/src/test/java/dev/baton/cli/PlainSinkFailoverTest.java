package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.token.Token;
import dev.baton.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unplanned failover where effects are lines of a file, so that nothing is fenced and no repeat is refused. */
@Tag("chaos")
class PlainSinkFailoverTest {

    private static final int PER_TICK = 20; // 2,000 a second
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int MAX_POLL_RECORDS = 500; // the default of every consumer
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private LiveRegions regions;

    @BeforeEach
    void start() {
        regions = new LiveRegions(directory);
    }

    @AfterEach
    void stop() {
        regions.close();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // its end is awaited
    void shouldLoseNothingAndRepeatNoMoreThanWasInFlight() throws Exception {
        // Given
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        ChildProcess r1 = consume("r1");
        consume("r2");
        try (Producer<byte[], byte[]> producer = regions.producer()) {
            load.scheduleAtFixedRate(
                    () -> send(producer, next, acknowledged), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
            // While it works off what came before it started, many batches take effect before the other region has
            // heard of the first.
            await().atMost(PATIENCE).until(() -> {
                int sent = next.get(); // before the file is read, which takes its time
                int applied = lines("r1").size();
                return applied > 5_000 && sent - applied < MAX_POLL_RECORDS;
            });

            // When
            r1.kill();
            regions.r1().kill();
            failOver();
            await().atMost(PATIENCE).until(() -> lines("r2").size() > 10_000);
            load.shutdown();
            assertThat(load.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            producer.flush();
        } finally {
            load.shutdownNow();
        }

        // Then
        await().atMost(PATIENCE).until(() -> effects().containsAll(acknowledged));
        List<String> all = new ArrayList<>(lines("r1"));
        all.addAll(lines("r2"));
        int repeats = all.size() - new HashSet<>(all).size();
        System.out.printf("%d acknowledged, %d repeated at a plain sink%n", acknowledged.size(), repeats);
        assertThat(repeats).isLessThanOrEqualTo(MAX_POLL_RECORDS * LiveRegions.PARTITIONS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private static void send(Producer<byte[], byte[]> producer, AtomicInteger next, Set<String> acknowledged) {
        for (int i = 0; i < PER_TICK; i++) {
            int number = next.getAndIncrement();
            String value = Integer.toString(number);
            producer.send(
                    new ProducerRecord<>(
                            LiveRegions.STREAM, number % LiveRegions.PARTITIONS, null, value.getBytes(UTF_8)),
                    (metadata, why) -> {
                        if (why == null) {
                            acknowledged.add(value);
                        }
                    });
        }
    }

    /** As a monitor does it; views expire meanwhile. */
    private void failOver() {
        Installations.change(regions.config(), (token, by) -> token.demote(R1, by));
        Installations.change(regions.config(), (token, by) -> token.beginHandover(R2, by));
        Token token = Installations.token(regions.config());
        LockSupport.parkNanos(token.viewsExpireIn().toNanos());
        Installations.change(regions.config(), (now, by) -> now.completeHandover(R2, by));
    }

    private ChildProcess consume(String region) {
        return regions.run(
                "consume",
                LiveRegions.STREAM,
                "--region",
                region,
                "--append",
                directory.resolve(region + ".txt").toString());
    }

    private Set<String> effects() throws IOException {
        Set<String> effects = new HashSet<>(lines("r1"));
        effects.addAll(lines("r2"));
        return effects;
    }

    private List<String> lines(String region) throws IOException {
        Path file = directory.resolve(region + ".txt");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
