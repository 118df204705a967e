package dev.baton.cli;

import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.token.Sync;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

    private static final int PARTITIONS = 3;
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private final Janitor janitor = Janitor.start();
    private KafkaBroker r1;
    private KafkaBroker r2;
    private Path config;

    @BeforeEach
    void fillOneRegion() {
        r1 = broker("r1");
        r2 = broker("r2");
        for (KafkaBroker broker : List.of(r1, r2)) {
            broker.awaitReady(START);
            broker.createTopic("flights", PARTITIONS, Map.of("retention.bytes", "-1"));
        }
        config = Installations.write(directory, r1.bootstrap(), r2.bootstrap());
        Installations.createToken(config);
        Installations.change(config, (token, audit) -> token.demote(R2, audit));
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = new BatonProducer<>(
                Map.of(BatonProperties.CONFIG, config.toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                producer.send(
                        new ProducerRecord<>("flights", i % PARTITIONS, null, new byte[EVENT_BYTES]),
                        (metadata, why) -> failure.compareAndSet(null, why));
            }
            producer.flush();
        }
        assertThat(failure.get()).isNull();
    }

    private KafkaBroker broker(String name) {
        return KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve(name), "broker-" + name));
    }

    @AfterEach
    void stop() {
        janitor.close();
    }

    @Test
    void shouldGoOnFromWhereItWasKilled() {
        // Given
        List<Long> copiedBefore = new ArrayList<>();

        // When
        for (int kill = 1; kill <= KILLS; kill++) {
            ChildProcess killed = catchUp(kill);
            long enough = (long) EVENTS * kill / (KILLS + 1);
            await().atMost(PATIENCE).until(() -> copied() >= enough || !killed.isAlive());
            assertThat(killed.isAlive()).as("it is in the middle").isTrue();
            killed.kill();
            copiedBefore.add(copied());
        }
        ChildProcess last = catchUp(KILLS + 1);
        await().atMost(PATIENCE).until(() -> !last.isAlive());

        // Then
        assertThat(copiedBefore).isSorted();
        assertThat(Installations.token(config).sync(R2)).isEqualTo(Sync.IN_SYNC);
        Cli verify = Cli.run(config, "verify", "flights");
        assertThat(verify.exit()).as(verify.out()).isZero();
        long repeated = records(r2) - records(r1);
        System.out.printf(
                "killed after %s events were copied; %d of %d copied twice%n", copiedBefore, repeated, EVENTS);
        assertThat(repeated).as("what was copied again").isBetween(0L, (long) EVENTS / 2);
    }

    private ChildProcess catchUp(int attempt) {
        JvmCommand command =
                JvmCommand.of(Baton.class.getName(), "catch-up", "r2", "--rate", RATE, "--config", config.toString());
        String name = "catch-up-" + attempt;
        return ChildProcess.start(janitor, name, command.toCommand(), directory.resolve(name + ".log"));
    }

    private long copied() {
        try (Installation installation = Installation.open(config)) {
            return new JournalStore(installation.store(), installation.config().name())
                    .read(R2).logs().values().stream()
                            .map(LogJournal::checkpoint)
                            .filter(Objects::nonNull)
                            .mapToLong(Checkpoint::copied)
                            .sum();
        }
    }

    private static long records(KafkaBroker broker) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition("flights", partition))
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
