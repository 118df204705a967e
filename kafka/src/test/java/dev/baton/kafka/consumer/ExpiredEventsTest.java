package dev.baton.kafka.consumer;

import static dev.baton.kafka.TwoRegions.R1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.producer.BatonProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker deletes what a consumer has not read yet. */
@Tag("chaos")
class ExpiredEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void shouldSayWhatIsGoneAndGoOnOnlyWhereThatIsAllowed() throws Exception {
        // Given
        send(0, 100);
        try (BatonConsumer<String, String> consumer = consumer("group", "fail")) {
            assertThat(read(consumer, 100)).hasSize(100);
        }
        send(100, 200);
        deleteBefore(150);

        // When
        try (BatonConsumer<String, String> consumer = consumer("group", "fail")) {
            for (int poll = 0; poll < 2; poll++) {
                assertThatThrownBy(() -> read(consumer, 1))
                        // Then
                        .isInstanceOf(EventsExpiredException.class)
                        .hasMessageContaining(regions.stream() + "-0 before they took effect")
                        .hasMessageContaining("from 100 to 149")
                        .hasMessageContaining("oldest record left is at offset 150");
            }
        }
        try (BatonConsumer<String, String> consumer = consumer("group", "skip")) {
            assertThat(read(consumer, 50)).isEqualTo(numbers(150, 200));
        }
    }

    @Test
    void shouldNoticeThatWhatItWasReadingIsGone() throws Exception {
        // Given
        send(0, 100);
        deleteBefore(40);
        try (BatonConsumer<String, String> consumer = consumer("group", "fail")) {
            assertThat(read(consumer, 60))
                    .as("a new group begins with what there is")
                    .isEqualTo(numbers(40, 100));
            for (int next = 100; next < 200; next += 5) {
                send(next, next + 5); // in batches, of which no more than one is fetched ahead
            }

            // When
            deleteBefore(150);

            // Then
            assertThatThrownBy(() -> read(consumer, 100))
                    .isInstanceOf(EventsExpiredException.class)
                    .hasMessageContaining(" to 149, written after 20")
                    .hasMessageContaining("oldest record left is at offset 150");
        }
    }

    @Test
    void shouldSayWhatMayBeSet() {
        assertThatThrownBy(() -> consumer("group", "perhaps").close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("Property baton.expired is 'perhaps'; use fail or skip");
    }

    private BatonConsumer<String, String> consumer(String group, String expired) {
        Map<String, Object> properties = regions.consumer(R1, group);
        properties.put(BatonProperties.EXPIRED, expired);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
        BatonConsumer<String, String> consumer = new BatonConsumer<>(properties);
        consumer.subscribe(List.of(regions.stream()));
        return consumer;
    }

    private static List<String> read(BatonConsumer<String, String> consumer, int count) {
        List<String> values = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(100))) {
                values.add(event.value());
            }
            return values.size() >= count;
        });
        return values;
    }

    private void send(int from, int to) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String value : numbers(from, to)) {
            sent.add(producer.send(new ProducerRecord<>(regions.stream(), 0, "key", value)));
        }
        for (Future<RecordMetadata> future : sent) {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private void deleteBefore(long offset) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, regions.broker(R1).bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(regions.stream(), 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
