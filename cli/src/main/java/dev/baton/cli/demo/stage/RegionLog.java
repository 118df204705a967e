package dev.baton.cli.demo.stage;

import dev.baton.core.event.EventIdHeader;
import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What one region's log of the stream holds, read straight from its service: of Kafka by a plain Kafka consumer. Immutable.
 *
 * @param records how many there are
 * @param events the names of the events in it
 * @param copies how many records each catch-up episode has copied, by its number
 */
public record RegionLog(long records, Set<String> events, SortedMap<Long, Long> copies) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int API_TIMEOUT_MILLIS = 5_000;
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    /**
     * Reads all of it.
     *
     * @throws KafkaException if the region does not answer
     * @throws TestbedException if it was not read to its end in time
     */
    static RegionLog read(RegionService service, String topic, int partitions, Duration atMost) {
        try (Consumer<String, String> consumer = service.reader()) {
            return new Reading(consumer, topic, partitions).toEnd(System.nanoTime() + atMost.toNanos());
        }
    }

    /** A plain consumer of one broker, from the beginning. */
    static KafkaConsumer<String, String> consumer(String bootstrap) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MILLIS,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    /** Returns true as soon as the first partition of a topic has had so many records; false if it had not in that time. */
    static boolean hasWithin(Duration atMost, long records, String bootstrap, String topic) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        TopicPartition first = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(first));
            return Patience.holdsWithin(
                    atMost,
                    () -> consumer.listTopics().containsKey(topic)
                            && consumer.endOffsets(List.of(first)).getOrDefault(first, 0L) >= records);
        }
    }

    /** One reading of a log. */
    private static final class Reading {
        private final Consumer<String, String> consumer;
        private final List<TopicPartition> partitions;
        private final Set<String> events = new HashSet<>();
        private final SortedMap<Long, Long> copies = new TreeMap<>();
        private final EventIdHeader id = new EventIdHeader();
        private long records;

        Reading(Consumer<String, String> consumer, String topic, int count) {
            this.consumer = consumer;
            this.partitions = IntStream.range(0, count)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
        }

        RegionLog toEnd(long deadline) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TestbedException(
                            "The log was not read to its end in time; " + records + " records were read.");
                }
                consumer.poll(POLL).forEach(this::add);
            }
            return new RegionLog(records, events, copies);
        }

        private void add(ConsumerRecord<String, String> record) {
            records++;
            events.add(Payload.event(record.value()));
            Header header = record.headers().lastHeader(EventIdHeader.NAME);
            if (header != null && id.read(header.value()) && id.episode() > 0) {
                copies.merge(id.episode(), 1L, Long::sum);
            }
        }
    }
}
