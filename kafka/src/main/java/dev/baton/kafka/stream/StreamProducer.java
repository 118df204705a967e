package dev.baton.kafka.stream;

import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.core.event.RawEvent;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's producer over a {@link StreamService}, as far as Baton uses one: it sends to partitions that are chosen already, keeps their
 * order, and tries until it is closed. {@code buffer.memory} and {@code max.block.ms} mean what they mean to Kafka; other properties
 * mean nothing here. No transactions.
 *
 * <p>Safe for use by several threads.
 */
public final class StreamProducer implements Producer<byte[], byte[]> {

    private static final long DEFAULT_BUFFER = 32L << 20;
    private static final long DEFAULT_MAX_BLOCK_MILLIS = 60_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** After a question that was not answered. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Node NO_NODE = Node.noNode();

    private final StreamService service;
    private final StreamWriter writer;
    private final long maxBlockNanos;
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** A producer of {@code service}, which is not closed with it. */
    public StreamProducer(StreamService service, Map<String, Object> properties) {
        this.service = service;
        this.writer = service.write(number(properties, ProducerConfig.BUFFER_MEMORY_CONFIG, DEFAULT_BUFFER));
        this.maxBlockNanos = TimeUnit.MILLISECONDS.toNanos(
                number(properties, ProducerConfig.MAX_BLOCK_MS_CONFIG, DEFAULT_MAX_BLOCK_MILLIS));
    }

    private static long number(Map<String, Object> properties, String key, long otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : Long.parseLong(value.toString());
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, null);
    }

    /** As Kafka's; without room in time the callback gets a {@link TimeoutException}, and nothing was handed over. */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        if (closed) {
            throw new IllegalStateException("Cannot perform operation after producer has been closed");
        }
        if (record.partition() == null) {
            throw new IllegalArgumentException("record: has no partition; Baton chooses it before");
        }
        Sent sent = new Sent(new TopicPartition(record.topic(), record.partition()), callback);
        LogId log = new LogId(record.topic(), record.partition());
        RawEvent event = RawEvents.of(record);
        long deadline = System.nanoTime() + maxBlockNanos;
        while (!writer.offer(log, event, sent)) {
            if (closed || System.nanoTime() - deadline >= 0) {
                sent.failed(new TimeoutException(
                        "No room for the event within " + TimeUnit.NANOSECONDS.toMillis(maxBlockNanos) + " ms"));
                return sent;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return sent;
    }

    /** The caller's future, told by the writer. */
    private static final class Sent extends CompletableFuture<RecordMetadata> implements StreamWriter.Answer {

        private final TopicPartition partition;
        private final @Nullable Callback callback;

        Sent(TopicPartition partition, @Nullable Callback callback) {
            this.partition = partition;
            this.callback = callback;
        }

        @Override
        public void stored(long offset) {
            RecordMetadata where = new RecordMetadata(partition, offset, 0, -1, -1, -1);
            if (callback != null) {
                callback.onCompletion(where, null);
            }
            complete(where);
        }

        @Override
        public void refused(String why) {
            failed(new RecordTooLargeException(why));
        }

        void failed(KafkaException why) {
            if (callback != null) {
                callback.onCompletion(new RecordMetadata(partition, -1, -1, -1, -1, -1), why);
            }
            completeExceptionally(why);
        }
    }

    /** Waits for {@code max.block.ms} at most, like Kafka's; asking makes it known soon. */
    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        if (asked.add(topic)) {
            Thread thread = new Thread(() -> learn(topic), "baton-partitions");
            thread.setDaemon(true);
            thread.start();
        }
        long deadline = System.nanoTime() + maxBlockNanos;
        Integer count = partitions.get(topic);
        while (count == null) {
            if (closed || System.nanoTime() - deadline >= 0) {
                throw new TimeoutException("The partitions of " + topic + " are not known yet");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            count = partitions.get(topic);
        }
        return IntStream.range(0, count)
                .mapToObj(i -> new PartitionInfo(topic, i, NO_NODE, new Node[0], new Node[0]))
                .toList();
    }

    private void learn(String topic) {
        try {
            partitions.put(topic, service.partitions(topic));
        } catch (BatonException e) {
            LockSupport.parkNanos(PAUSE_NANOS);
            asked.remove(topic); // the next question asks again
        }
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Collections.emptyMap();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    /** Always fails: who sends waits for the futures. */
    @Override
    public void flush() {
        throw unsupported("flush");
    }

    @Override
    public void initTransactions() {
        throw unsupported("initTransactions");
    }

    @Override
    public void beginTransaction() {
        throw unsupported("beginTransaction");
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        throw unsupported("sendOffsetsToTransaction");
    }

    @Override
    public void commitTransaction() {
        throw unsupported("commitTransaction");
    }

    @Override
    public void abortTransaction() {
        throw unsupported("abortTransaction");
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw unsupported("clientInstanceId");
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("A producer of a stream service has no " + what);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** Waits no longer than {@code timeout} for what was handed over. */
    @Override
    public void close(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!writer.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        closed = true;
        writer.close();
    }
}
