package dev.baton.testkit.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes text to partition 0 of a topic, acknowledged, and reads all of the topic back. */
final class Records {

    private static final long DEADLINE_SECONDS = 20;

    private final String bootstrap;
    private final String topic;

    Records(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    void send(String value) throws Exception {
        send(value, 15_000);
    }

    /** One attempt, which gives up soon; a failure of Kafka's is thrown as itself. */
    void trySend(String value) {
        try {
            send(value, 2_000);
        } catch (ExecutionException e) {
            throw (KafkaException) e.getCause();
        } catch (TimeoutException e) {
            throw new KafkaException("no word within " + DEADLINE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String value, int deadlineMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "request.timeout.ms", 1_000,
                "linger.ms", 0,
                "max.block.ms", deadlineMillis,
                "delivery.timeout.ms", deadlineMillis);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        try {
            producer.send(new ProducerRecord<>(topic, 0, null, value)).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    List<String> all(int partitions) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> assigned = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(assigned);
            long expected = consumer.endOffsets(assigned).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<String> values = new ArrayList<>();
            long start = System.nanoTime();
            while (values.size() < expected && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS)) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
