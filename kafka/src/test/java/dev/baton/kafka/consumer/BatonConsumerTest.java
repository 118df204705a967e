package dev.baton.kafka.consumer;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.frontier.Frontier;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.kafka.producer.BatonProducer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class BatonConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private TwoRegions regions;
    private BatonProducer<String, String> producer;

    @BeforeEach
    void startRegions() {
        regions = new TwoRegions(directory);
        producer = new BatonProducer<>(regions.producer());
    }

    @AfterEach
    void stopRegions() {
        producer.close();
        regions.close();
    }

    @Test
    void shouldGiveEachEventOnceAcrossAPlannedSwitchover() throws Exception {
        try (BatonConsumer<String, String> first = consumer(R1);
                BatonConsumer<String, String> second = consumer(R2)) {
            // Given
            send(0, 1_000);
            List<String> got = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(first));
                assertThat(values(second)).as("a standby gives nothing").isEmpty();
                return got.size() >= 1_000;
            });

            // When
            regions.change((token, by) -> token.beginHandover(R2, by));
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(first));
                got.addAll(values(second));
                return regions.registrations().running(R1).isEmpty();
            });
            send(1_000, 2_000);
            regions.change((token, by) -> token.completeHandover(R2, by));
            await().atMost(PATIENCE).until(() -> {
                assertThat(values(first)).as("the baton has left").isEmpty();
                got.addAll(values(second));
                return got.size() >= 2_000;
            });

            // Then
            assertThat(got).containsExactlyInAnyOrderElementsOf(numbers(0, 2_000));
        }
    }

    @Test
    void shouldGiveNothingOnceItsViewHasExpired() throws Exception {
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            // Given
            send(0, 100);
            List<String> got = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(consumer));
                return got.size() >= 100;
            });
            Path token = directory.resolve("token");
            Path away = directory.resolve("away");
            Files.move(token, away);
            await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(2)).until(() -> true);

            // When
            List<String> whileUnreadable = new ArrayList<>();
            send(100, 200); // both regions acknowledge, so no view is needed
            for (int i = 0; i < 10; i++) {
                whileUnreadable.addAll(values(consumer));
            }
            Files.move(away, token);
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(consumer));
                return got.size() >= 200;
            });

            // Then
            assertThat(whileUnreadable).isEmpty();
            assertThat(got).containsExactlyInAnyOrderElementsOf(numbers(0, 200));
        }
    }

    @Test
    void shouldGoOnAfterARestartWhereItStopped() throws Exception {
        // Given
        send(0, 300);
        List<String> got = new ArrayList<>();
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            await().atMost(PATIENCE)
                    .until(() -> got.addAll(values(consumer)) && got.size() >= 100 || got.size() >= 100);
        }

        // When
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(consumer));
                return got.size() >= 300;
            });
        }

        // Then
        assertThat(got).containsExactlyInAnyOrderElementsOf(numbers(0, 300));
    }

    @Test
    void shouldGiveWhatWasNotCommittedAgain() throws Exception {
        // Given
        Map<String, Object> properties = regions.consumer(R1, "manual");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "50");
        send(0, 200);
        List<String> committed = new ArrayList<>();
        try (BatonConsumer<String, String> consumer = new BatonConsumer<>(properties)) {
            consumer.subscribe(List.of(regions.stream()));
            await().atMost(PATIENCE).until(() -> committed.addAll(values(consumer)));
            consumer.commitSync();
            await().atMost(PATIENCE).until(() -> !values(consumer).isEmpty()); // given, but never committed
        }

        // When
        List<String> again = new ArrayList<>();
        try (BatonConsumer<String, String> consumer = new BatonConsumer<>(properties)) {
            consumer.subscribe(List.of(regions.stream()));
            await().atMost(PATIENCE).until(() -> {
                again.addAll(values(consumer));
                return committed.size() + again.size() >= 200;
            });
        }

        // Then
        List<String> all = new ArrayList<>(committed);
        all.addAll(again);
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(0, 200));
    }

    @Test
    void shouldDropRepeatsInTheLogAndDeliverRecordsWithoutAnId() throws Exception {
        // Given
        Map<String, Object> properties =
                Map.of("bootstrap.servers", regions.broker(R1).bootstrap());
        try (KafkaProducer<String, String> plain =
                new KafkaProducer<>(new HashMap<>(properties), new StringSerializer(), new StringSerializer())) {
            for (long sequence : new long[] {0, 1, 1, 2, 0, 3}) {
                plain.send(record("n" + sequence, EventIdHeader.write(7, sequence)))
                        .get(10, TimeUnit.SECONDS);
            }
            plain.send(new ProducerRecord<>(regions.stream(), 0, "k", "without id"))
                    .get(10, TimeUnit.SECONDS);
            plain.send(record("garbage", new byte[] {1, 2, 3})).get(10, TimeUnit.SECONDS);
        }

        // When
        List<String> got = new ArrayList<>();
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            await().atMost(PATIENCE).until(() -> {
                got.addAll(values(consumer));
                return got.contains("garbage");
            });
        }

        // Then
        assertThat(got).containsExactly("n0", "n1", "n2", "n3", "without id", "garbage");
    }

    @Test
    void shouldTellEveryRegionWhatHasTakenEffectAlsoAfterASingleBatch() throws Exception {
        // Given
        Map<String, Object> properties = regions.consumer(R1, "group");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        producer.send(new ProducerRecord<>(regions.stream(), 0, "k", "only")).get(30, TimeUnit.SECONDS);
        try (BatonConsumer<String, String> consumer = new BatonConsumer<>(properties);
                FrontierTopic inR2 = frontiers(R2)) {
            consumer.subscribe(List.of(regions.stream()));
            await().atMost(PATIENCE).until(() -> !values(consumer).isEmpty());

            // When
            consumer.commitAsync(); // the first publish of a process may fail, as nothing is known of the topic yet
            await().atMost(PATIENCE)
                    .ignoreException(StoreUnavailableException.class)
                    .until(() -> {
                        values(consumer);
                        return inR2.read(new LogId(regions.stream(), 0)).events() == 1;
                    });

            // Then
            assertThat(inR2.read(new LogId(regions.stream(), 0)).producers()).isEqualTo(1);
        }
    }

    @Test
    void shouldPassOnTheFrontierThatItTookOver() throws Exception {
        // Given
        LogId log = new LogId(regions.stream(), 0);
        Frontier inherited = new Frontier();
        inherited.addRange(7, 0, 100);
        SortedMap<RegionId, Map<String, Object>> onlyR1 = new TreeMap<>(Map.of(R1, clients(R1)));
        try (FrontierTopic before =
                new FrontierTopic(new FrontierTopic.Settings(R1, "group", onlyR1), System::nanoTime)) {
            before.publish(log, new Term(1), inherited); // its owner died before it reached r2
            assertThat(before.awaitPublished(List.of(R1), PATIENCE)).isEmpty();
        }

        // When
        try (BatonConsumer<String, String> consumer = consumer(R1);
                FrontierTopic inR2 = frontiers(R2)) {
            await().atMost(PATIENCE)
                    .ignoreException(StoreUnavailableException.class)
                    .until(() -> {
                        values(consumer);
                        return inR2.read(log).equals(inherited);
                    });
        }
    }

    @Test
    void shouldNotForgetThatAFrontierCannotBeRead() throws Exception {
        // Given
        LogId log = new LogId(regions.stream(), 0);
        Frontier older = new Frontier();
        older.addRange(7, 0, 100);
        try (FrontierTopic topic = frontiers(R1);
                KafkaProducer<byte[], byte[]> plain =
                        new KafkaProducer<>(clients(R1), new ByteArraySerializer(), new ByteArraySerializer())) {
            topic.publish(log, new Term(1), older);
            assertThat(topic.awaitPublished(List.of(R1), PATIENCE)).isEmpty();
            byte[] key = null;
            try (KafkaConsumer<byte[], byte[]> reader =
                    new KafkaConsumer<>(clients(R1), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                TopicPartition partition = new TopicPartition(FrontierTopic.NAME, 0);
                reader.assign(List.of(partition));
                reader.seek(partition, reader.endOffsets(List.of(partition)).get(partition) - 1);
                key = reader.poll(PATIENCE).iterator().next().key();
            }

            // When
            plain.send(new ProducerRecord<>(FrontierTopic.NAME, 0, key, new byte[] {99}))
                    .get(10, TimeUnit.SECONDS);

            // Then
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> topic.read(log))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining(FrontierTopic.NAME)
                        .hasMessageContaining("at offset ");
            }
            topic.publish(log, new Term(1), older);
            assertThat(topic.awaitPublished(List.of(R1), PATIENCE)).isEmpty();
            assertThat(topic.read(log)).isEqualTo(older);
        }
    }

    private FrontierTopic frontiers(RegionId region) {
        SortedMap<RegionId, Map<String, Object>> properties = new TreeMap<>(Map.of(R1, clients(R1), R2, clients(R2)));
        return new FrontierTopic(new FrontierTopic.Settings(region, "group", properties), System::nanoTime);
    }

    private Map<String, Object> clients(RegionId region) {
        return new HashMap<>(Map.of("bootstrap.servers", regions.broker(region).bootstrap()));
    }

    @Test
    void shouldRefuseToGuessAnIdOfANewerFormat() throws Exception {
        // Given
        Map<String, Object> properties =
                Map.of("bootstrap.servers", regions.broker(R1).bootstrap());
        try (KafkaProducer<String, String> plain =
                new KafkaProducer<>(new HashMap<>(properties), new StringSerializer(), new StringSerializer())) {
            plain.send(record("newer", new byte[] {2, 0, 0})).get(10, TimeUnit.SECONDS);
        }

        // When
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            // Then
            assertThatThrownBy(() -> await().atMost(PATIENCE)
                            .until(() -> !values(consumer).isEmpty()))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("format 2")
                    .hasMessageContaining("offset 0");
        }
    }

    @Test
    void shouldSayClearlyWhatItCannotDo() {
        // Given
        Map<String, Object> latest = regions.consumer(R1, "g");
        latest.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        Map<String, Object> unknownRegion = regions.consumer(new RegionId("r9"), "g");

        // Then
        assertThatThrownBy(() -> new BatonConsumer<String, String>(latest).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("auto.offset.reset");
        assertThatThrownBy(() -> new BatonConsumer<String, String>(unknownRegion).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("r1");
        try (BatonConsumer<String, String> consumer = consumer(R1)) {
            assertThatThrownBy(() -> consumer.seek(new TopicPartition(regions.stream(), 0), 5))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("event ids");
        }
    }

    private ProducerRecord<String, String> record(String value, byte[] id) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventIdHeader.NAME, id);
        return new ProducerRecord<>(regions.stream(), 0, null, "k", value, headers);
    }

    private BatonConsumer<String, String> consumer(RegionId region) {
        BatonConsumer<String, String> consumer = new BatonConsumer<>(regions.consumer(region, "group"));
        consumer.subscribe(List.of(regions.stream()));
        return consumer;
    }

    private void send(int from, int to) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(new ProducerRecord<>(regions.stream(), "key-" + i, Integer.toString(i))));
        }
        for (Future<RecordMetadata> future : sent) {
            future.get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> values(BatonConsumer<String, String> consumer) {
        ConsumerRecords<String, String> records = consumer.poll(POLL);
        List<String> values = new ArrayList<>();
        for (ConsumerRecord<String, String> record : records) {
            values.add(record.value());
        }
        return values;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}
