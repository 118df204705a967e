package dev.baton.kafka.producer;

import static dev.baton.kafka.TwoRegions.PARTITIONS;
import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.InvalidTokenException;
import dev.baton.core.RegionId;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class BatonProducerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private TwoRegions regions;

    @BeforeEach
    void startRegions() {
        regions = new TwoRegions(directory);
    }

    @AfterEach
    void stopRegions() {
        regions.close();
    }

    @Test
    void shouldWriteTheSameEventsWithTheSameIdsInTheSameOrderToBothRegions() throws Exception {
        // Given
        int events = 2_000;

        // When
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            for (int i = 0; i < events; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(regions.stream(), i % 7 == 0 ? null : "key-" + i % 50, "value-" + i)));
            }
        }

        // Then
        Set<Integer> partitions = new HashSet<>();
        for (Future<RecordMetadata> future : sent) {
            partitions.add(future.get(0, TimeUnit.SECONDS).partition());
        }
        assertThat(partitions).hasSize(PARTITIONS);
        List<String> inR1 = read(R1);
        assertThat(inR1).hasSize(events).isEqualTo(read(R2));
    }

    @Test
    void shouldHoldEventsWhileARegionIsDownAndAcknowledgeThemOnceItIsDemoted() throws Exception {
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            // Given
            producer.send(new ProducerRecord<>(regions.stream(), "k", "before")).get(10, TimeUnit.SECONDS);
            regions.broker(R1).kill();

            // When
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sent.add(producer.send(new ProducerRecord<>(regions.stream(), "key-" + i, "during-" + i)));
            }
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            assertThat(sent).noneMatch(Future::isDone);
            regions.change((token, by) -> token.demote(R1, by));

            // Then
            await().atMost(PATIENCE).until(() -> sent.stream().allMatch(Future::isDone));
            for (Future<RecordMetadata> future : sent) {
                future.get(0, TimeUnit.SECONDS);
            }
        }
        assertThat(read(R2)).hasSize(501);
    }

    @Test
    void shouldNameTheMissingRegionWhenAnEventIsNotAcknowledgedInTime() {
        // Given
        Map<String, Object> properties = regions.producer();
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1_000);
        try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
            ProducerRecord<String, String> event = new ProducerRecord<>(regions.stream(), "k", "v");
            await().atMost(PATIENCE) // connecting takes its time, in r1 as well
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> producer.send(event).get(10, TimeUnit.SECONDS) != null);
            regions.broker(R2).freeze();

            // When
            Future<RecordMetadata> sent = producer.send(event);

            // Then
            assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("region r2")
                    .hasMessageNotContaining("region r1");
        }
    }

    @Test
    void shouldBlockNoLongerThanMaxBlockWhenTheWindowIsFull() {
        // Given
        Map<String, Object> properties = regions.producer();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        String value = "x".repeat(1_000);

        // When
        try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
            producer.partitionsFor(regions.stream());
            regions.broker(R1).freeze();
            int accepted = 0;
            long longest = 0;
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try {
                while (accepted < 10_000) {
                    long started = System.nanoTime();
                    sent.add(producer.send(new ProducerRecord<>(regions.stream(), "k" + accepted, value)));
                    longest = Math.max(longest, System.nanoTime() - started);
                    accepted++;
                }
            } catch (TimeoutException e) {
                // Then
                assertThat(e).hasMessageContaining("No room").hasMessageContaining("region r1");
            }
            assertThat(accepted).isBetween(100, 256);
            assertThat(sent).noneMatch(Future::isDone);
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldStartWhileARegionIsDownAndWriteToItWhenItComes() throws Exception {
        // Given
        regions.broker(R1).kill();

        // When
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            Future<RecordMetadata> first = producer.send(new ProducerRecord<>(regions.stream(), "k", "first"));
            await().atMost(PATIENCE).until(() -> read(R2).size() == 1);
            assertThat(first).isNotDone();
            regions.broker(R1).restart();

            // Then
            first.get(30, TimeUnit.SECONDS);
        }
        assertThat(read(R1)).isEqualTo(read(R2)).hasSize(1);
    }

    @Test
    void shouldWriteWhatHadSkippedARegionBeforeAnythingLaterOnceItIsRequiredAgain() throws Exception {
        // Given
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            producer.send(new ProducerRecord<>(regions.stream(), "k", "0")).get(10, TimeUnit.SECONDS);
            regions.change((token, by) -> token.demote(R2, by));
            await().atMost(PATIENCE).until(() -> {
                producer.send(new ProducerRecord<>(regions.stream(), "k", "while out"))
                        .get(10, TimeUnit.SECONDS);
                return read(R2).size() < read(R1).size();
            });
            int skipped = read(R2).size();
            regions.broker(R1).freeze();
            List<Future<RecordMetadata>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(producer.send(new ProducerRecord<>(regions.stream(), "k", "waiting-" + i)));
            }

            // When
            regions.change((token, by) -> token.beginCatchUp(R2, by));
            await().atMost(PATIENCE).until(() -> read(R2).size() == skipped + 100);
            regions.broker(R1).thaw();
            waiting.add(producer.send(new ProducerRecord<>(regions.stream(), "k", "later")));

            // Then
            for (Future<RecordMetadata> future : waiting) {
                future.get(30, TimeUnit.SECONDS);
            }
        }
        List<String> inR1 = read(R2);
        List<String> inR2 = read(R1);
        assertThat(inR1.subList(inR1.size() - 101, inR1.size()))
                .isEqualTo(inR2.subList(inR2.size() - 101, inR2.size()));
    }

    @Test
    void shouldGiveEveryRegionWhatMaxPerformanceHasAcknowledgedWithoutIt() throws Exception {
        // Given
        Map<String, Object> properties = regions.producer();
        properties.put(BatonProperties.PROTECTION, "max-performance");
        regions.broker(R2).freeze();

        // When
        try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                sent.add(producer.send(new ProducerRecord<>(regions.stream(), "key-" + i, "value-" + i)));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get(10, TimeUnit.SECONDS); // the active region is enough
            }
            regions.broker(R2).thaw();

            // Then
            await().atMost(PATIENCE).until(() -> read(R2).size() == 200);
        }
        assertThat(read(R2)).isEqualTo(read(R1));
    }

    @Test
    void shouldGoOnAfterACallbackThatThrows() throws Exception {
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            // Given
            ProducerRecord<String, String> record = new ProducerRecord<>(regions.stream(), 0, "k", "v");

            // When
            Future<RecordMetadata> first = producer.send(record, (where, why) -> {
                throw new AssertionError("thrown by the application");
            });
            Future<RecordMetadata> second = producer.send(record);

            // Then
            first.get(10, TimeUnit.SECONDS);
            second.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldFailASendThatWaitedWhileTheProducerWasClosed() throws Exception {
        // Given
        Map<String, Object> properties = regions.producer();
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 * 1024);
        String value = "x".repeat(1_000);
        BatonProducer<String, String> producer = new BatonProducer<>(properties);
        producer.partitionsFor(regions.stream());
        regions.broker(R1).freeze();
        List<Future<RecordMetadata>> sent = new CopyOnWriteArrayList<>();
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    sent.add(producer.send(new ProducerRecord<>(regions.stream(), "k", value)));
                }
            } catch (IllegalStateException e) {
                return; // closed
            }
        });
        sender.start();
        await().atMost(PATIENCE).until(() -> sent.size() > 50 && sender.getState() == Thread.State.TIMED_WAITING);

        // When
        producer.close(Duration.ZERO);
        sender.join(10_000);

        // Then
        assertThat(sender.isAlive()).isFalse();
        await().atMost(PATIENCE).until(() -> sent.stream().allMatch(Future::isDone));
    }

    @Test
    void shouldAcknowledgeNothingWhenTheTokenKnowsOtherRegions() throws Exception {
        // Given
        String yaml = Files.readString(directory.resolve("baton.yaml")).replaceFirst("name: .*", "name: other");
        Path other = Files.writeString(directory.resolve("other.yaml"), yaml);
        List<RegionId> three = List.of(R1, R2, new RegionId("r3"));
        Audit audit = new Audit("first", "test", Instant.EPOCH, "w1");
        try (Installation installation = Installation.open(other)) {
            installation.tokens().create(Token.first("other", three, R1, Duration.ofMillis(1500), audit));
        }
        Map<String, Object> properties = regions.producer();
        properties.put(BatonProperties.CONFIG, other.toString());

        // When
        try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
            // Then
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(regions.stream(), "k", "v")))
                    .isInstanceOf(InvalidTokenException.class)
                    .hasMessageContaining("r3");
        }
    }

    @Test
    void shouldSayClearlyWhatItCannotDo() {
        // Given
        Map<String, Object> transactional = regions.producer();
        transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "t");
        Map<String, Object> misspelt = regions.producer();
        misspelt.put(BatonProperties.PROTECTION, "max-safety");
        Map<String, Object> withoutConfig = new HashMap<>(regions.producer());
        withoutConfig.remove(BatonProperties.CONFIG);

        // Then
        assertThatThrownBy(() -> new BatonProducer<String, String>(transactional).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("transactional.id");
        assertThatThrownBy(() -> new BatonProducer<String, String>(misspelt).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("max-availability");
        assertThatThrownBy(() -> new BatonProducer<String, String>(withoutConfig).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("baton.config");
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            assertThatThrownBy(producer::beginTransaction).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("fligths", "k", "v")))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining(regions.stream());
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(regions.stream(), PARTITIONS, "k", "v")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 to 2");
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(regions.stream(), "k", "x".repeat(2_000_000))))
                    .isInstanceOf(RecordTooLargeException.class)
                    .hasMessageContaining("max.request.size");
        }
    }

    /** Ids and values of everything in the region's log, partition by partition. */
    private List<String> read(RegionId region) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", regions.broker(region).bootstrap());
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < PARTITIONS; i++) {
                read(consumer, new TopicPartition(regions.stream(), i), found);
            }
        }
        return found;
    }

    private static void read(KafkaConsumer<String, String> consumer, TopicPartition partition, List<String> found) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(describe(record)));
        }
    }

    private static String describe(ConsumerRecord<String, String> record) {
        EventIdHeader id = new EventIdHeader();
        Header header = record.headers().lastHeader(EventIdHeader.NAME);
        assertThat(id.read(header.value())).isTrue();
        return record.partition() + "/" + id.producer() + "/" + id.sequence() + "/" + record.timestamp() + "/"
                + record.value();
    }
}
