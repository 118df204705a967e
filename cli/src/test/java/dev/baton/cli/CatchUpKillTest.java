package dev.baton.cli;

import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.token.Sync;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that catches a region up is killed in the middle, as often as {@code baton.test.kills} says, among {@code
 * baton.test.events} events of 1 KiB.
 */
@Tag("chaos")
class CatchUpKillTest {

    private static final int KILLS = Integer.getInteger("baton.test.kills", 1);
    private static final int EVENTS = Integer.getInteger("baton.test.events", 60_000);
    private static final int EVENT_BYTES = 1024;
    /** So slow that there is a middle. */
    private static final String RATE = EVENTS / 1024 / 10 + "MiB";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private LiveRegions regions;

    @BeforeEach
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    void fillOneRegion() {
        regions = new LiveRegions(directory);
        Installations.change(regions.config(), (token, audit) -> token.demote(R2, audit));
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = regions.producer()) {
            for (int i = 0; i < EVENTS; i++) {
                producer.send(
                        new ProducerRecord<>(
                                LiveRegions.STREAM, i % LiveRegions.PARTITIONS, null, new byte[EVENT_BYTES]),
                        (metadata, why) -> failure.compareAndSet(null, why));
            }
            producer.flush();
        }
        assertThat(failure.get()).isNull();
    }

    @AfterEach
    void stop() {
        regions.close();
    }

    @Test
    void shouldGoOnFromWhereItWasKilled() {
        // Given
        List<Long> copiedBefore = new ArrayList<>();

        // When
        for (int kill = 1; kill <= KILLS; kill++) {
            ChildProcess killed = catchUp();
            long enough = (long) EVENTS * kill / (KILLS + 1);
            await().atMost(PATIENCE).until(() -> copied() >= enough || !killed.isAlive());
            assertThat(killed.isAlive()).as("it is in the middle").isTrue();
            killed.kill();
            copiedBefore.add(copied());
        }
        ChildProcess last = catchUp();
        await().atMost(PATIENCE).until(() -> !last.isAlive());

        // Then
        assertThat(copiedBefore).isSorted();
        assertThat(Installations.token(regions.config()).sync(R2)).isEqualTo(Sync.IN_SYNC);
        Cli verify = Cli.run(regions.config(), "verify", LiveRegions.STREAM);
        assertThat(verify.exit()).as(verify.out()).isZero();
        long repeated = records(regions.r2()) - records(regions.r1());
        System.out.printf(
                "killed after %s events were copied; %d of %d copied twice%n", copiedBefore, repeated, EVENTS);
        assertThat(repeated).as("what was copied again").isBetween(0L, (long) EVENTS / 2);
    }

    private ChildProcess catchUp() {
        return regions.run("catch-up", "r2", "--rate", RATE);
    }

    private long copied() {
        try (Installation installation = Installation.open(regions.config())) {
            return new JournalStore(installation.store(), installation.config().name())
                    .read(R2).logs().values().stream()
                            .map(LogJournal::checkpoint)
                            .filter(Objects::nonNull)
                            .mapToLong(Checkpoint::copied)
                            .sum();
        }
    }

    private static long records(KafkaBroker broker) {
        List<TopicPartition> partitions = IntStream.range(0, LiveRegions.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(LiveRegions.STREAM, partition))
                .toList();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(end -> end)
                    .sum();
        }
    }
}
