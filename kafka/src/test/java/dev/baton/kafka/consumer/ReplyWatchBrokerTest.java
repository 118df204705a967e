package dev.baton.kafka.consumer;

import static dev.baton.kafka.TwoRegions.R1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.monitor.Finding;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.producer.BatonProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lag as a real broker and a real consumer show it. */
@Tag("chaos")
class ReplyWatchBrokerTest {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Longer than a machine may pause, as nothing here is silent. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldTellTheLagAlsoWhereThereIsNothingToRead() {
        try (TwoRegions regions = new TwoRegions(directory)) {
            // Given
            try (Consumer<String, String> consumer = consumer(regions, "before")) {
                ReplyWatch replies = new ReplyWatch(R1, consumer, LIMIT);
                // When, Then
                await().atMost(PATIENCE).untilAsserted(() -> {
                    consumer.poll(POLL);
                    assertThat(lag(replies)).isEqualTo(0);
                });
            }
            // When
            try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    sent.add(producer.send(new ProducerRecord<>(regions.stream(), 0, "k", "v" + i)));
                }
                assertThat(sent).allSatisfy(each -> assertThat(each).succeedsWithin(PATIENCE));
            }
            // Then one that finds all of them with its first fetch reads ten at once
            try (Consumer<String, String> consumer = consumer(regions, "after")) {
                ReplyWatch replies = new ReplyWatch(R1, consumer, LIMIT);
                await().atMost(PATIENCE).until(() -> consumer.poll(POLL).count() == 10);
                assertThat(lag(replies)).isEqualTo(20);
                assertThat(consumer.poll(POLL).count()).isEqualTo(10);
                assertThat(lag(replies)).isEqualTo(10);
            }
        }
    }

    private static Consumer<String, String> consumer(TwoRegions regions, String group) {
        Consumer<String, String> consumer = new KafkaConsumer<>(kafka(regions, group + "-" + regions.stream()));
        consumer.subscribe(List.of(regions.stream()));
        return consumer;
    }

    private static Map<String, Object> kafka(TwoRegions regions, String group) {
        Map<String, Object> properties = new HashMap<>(regions.consumer(R1, group));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return regions.installation().kafkaProperties(R1, properties);
    }

    private static @Nullable Long lag(ReplyWatch replies) {
        Finding finding = Objects.requireNonNull(replies.look(System.nanoTime()).get(R1));
        return finding.lag();
    }
}
