package dev.baton.kafka.probe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A producer and a consumer of one region, kept open from probe to probe, and what a probe does with them. Confined to one
 * thread.
 */
final class Canary implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private List<Integer> partitions = List.of();
    private boolean positioned;
    private int assigned;

    /** Opens clients that connect by themselves; throws a KafkaException if their configuration makes no sense. */
    Canary(CanarySettings settings) {
        this.producer = new KafkaProducer<>(settings.producer());
        try {
            this.consumer = new KafkaConsumer<>(settings.consumer());
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    boolean knowsTopic() {
        return !partitions.isEmpty();
    }

    /** Look it up again before the next canary. */
    void forgetTopic() {
        partitions = List.of();
    }

    /** Looks the canary topic up; false if the region says that there is none. */
    boolean findTopic(Countdown countdown) {
        List<Integer> found = consumer.partitionsFor(CanaryTopic.NAME, countdown.leftOrThrow()).stream()
                .map(PartitionInfo::partition)
                .sorted()
                .toList();
        positioned &= found.size() == assigned; // in a new one, reading begins at the first canary of this probe
        assigned = found.size();
        partitions = found;
        consumer.assign(partitions.stream().map(Canary::canaries).toList());
        return knowsTopic();
    }

    /** Hands this nonce over for each partition; what is returned tells of their acknowledgements. */
    List<Future<RecordMetadata>> write(String nonce) {
        byte[] value = nonce.getBytes(StandardCharsets.UTF_8);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int partition : partitions) {
            sent.add(producer.send(new ProducerRecord<>(CanaryTopic.NAME, partition, null, value)));
        }
        return sent;
    }

    /** Returns when all of these are acknowledged. */
    void awaitAcknowledged(List<Future<RecordMetadata>> sent, Countdown countdown) {
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata acknowledged = await(future, countdown);
            if (!positioned) {
                consumer.seek(canaries(acknowledged.partition()), acknowledged.offset());
            }
        }
        positioned = true;
    }

    /** Returns when this nonce has been read from each partition. */
    void readBack(String nonce, Countdown countdown) {
        byte[] value = nonce.getBytes(StandardCharsets.UTF_8);
        Set<Integer> missing = new TreeSet<>(partitions);
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(countdown.leftOrThrow())) {
                // Canaries of other monitors, and of probes that were given up, are none of this one's.
                if (Arrays.equals(read.value(), value)) {
                    missing.remove(read.partition());
                }
            }
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private static RecordMetadata await(Future<RecordMetadata> future, Countdown countdown) {
        try {
            return future.get(countdown.leftOrThrow().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no acknowledgement in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static TopicPartition canaries(int partition) {
        return new TopicPartition(CanaryTopic.NAME, partition);
    }
}
