package dev.baton.kafka.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.client.ClientFactory;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends copies with a plain producer, idempotent where the service allows it and otherwise with one request at a time. What lands in a log is always a beginning of what was appended to it: the
 * order of copies is what keeps the order of events (rule C, step 4), so the first failure ends the writer, and nothing that
 * came after it is sent.
 *
 * <p>For one thread. Holds 32 MiB at most.
 */
final class KafkaLogWriter implements LogWriter {

    private static final int BATCH_BYTES = 512 << 10;
    private static final int BUFFER_BYTES = 32 << 20;

    private final RegionTopics topics;
    private final Producer<byte[], byte[]> kafka;
    private final Callback whenDone = (metadata, why) -> {
        if (why != null) {
            fail(why);
        }
    };
    private final Map<LogId, Future<RecordMetadata>> last = new HashMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    KafkaLogWriter(RegionTopics topics, Producer<byte[], byte[]> kafka) {
        this.topics = topics;
        this.kafka = kafka;
    }

    static KafkaLogWriter open(RegionTopics topics, Map<String, Object> properties, ClientFactory clients) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "baton-log-writer-" + topics.region());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true); // not every service has it
        // How long to wait is decided in flush(): a batch that the producer gives up by itself would leave a gap.
        settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, KafkaRegionLogs.DEADLINE.toMillis());
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BUFFER_BYTES); // what the source has, must fit
        return new KafkaLogWriter(
                topics, KafkaRegionLogs.client(topics.region(), () -> clients.producer(topics.region(), settings)));
    }

    @Override
    public void append(LogId log, LogRecord record, long episode) {
        throwIfFailed();
        ProducerRecord<byte[], byte[]> copy = copy(log, record, episode);
        try {
            Future<RecordMetadata> sent = kafka.send(copy, whenDone);
            if (last.put(log, sent) == null) {
                open(sent);
            }
        } catch (KafkaException | IllegalStateException e) { // the latter if it was closed in this moment
            fail(e);
        }
        throwIfFailed();
    }

    /**
     * Of a producer that it does not know, a broker takes any batch for the first: if it refused the first for a moment, it would
     * take the second without it (KAFKA-14359). So nothing follows before the first copy in a log has landed.
     */
    private void open(Future<RecordMetadata> first) {
        if (!isDoneBy(System.nanoTime() + KafkaRegionLogs.DEADLINE.toNanos(), first)) {
            fail(new TimeoutException("the first copy has not landed"));
        }
    }

    private ProducerRecord<byte[], byte[]> copy(LogId log, LogRecord record, long episode) {
        if (!(record instanceof KafkaLogRecord kafkaRecord) || !record.hasId()) {
            throw new IllegalArgumentException("record: not read from Kafka, or without an id, so it cannot be copied");
        }
        ConsumerRecord<byte[], byte[]> source = kafkaRecord.source();
        Headers headers = new RecordHeaders(source.headers().toArray());
        headers.remove(EventIdHeader.NAME);
        headers.add(EventIdHeader.NAME, EventIdHeader.write(record.producer(), record.sequence(), episode));
        return new ProducerRecord<>(
                topics.topic(log.stream()),
                log.partition(),
                source.timestamp() < 0 ? null : source.timestamp(),
                source.key(),
                source.value(),
                headers);
    }

    @Override
    public void flush(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        for (Future<RecordMetadata> each : last.values()) { // those before it are done by then
            if (!isDoneBy(end, each)) {
                throw new RegionUnavailableException("Region " + topics.region()
                        + " has not confirmed all copies within " + deadline.toMillis()
                        + " ms; 'baton status' shows how it is");
            }
        }
        throwIfFailed();
    }

    private boolean isDoneBy(long endNanos, Future<RecordMetadata> sent) {
        try {
            sent.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            fail(e);
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        }
        return true;
    }

    /** Also on the producer's own thread: what is still in its buffer must not be sent. */
    private void fail(Exception why) {
        if (failure.compareAndSet(null, why)) {
            kafka.close(Duration.ZERO);
        }
    }

    private void throwIfFailed() {
        Exception why = failure.get();
        if (why != null) {
            throw new RegionUnavailableException("Region " + topics.region() + describe(why), why);
        }
    }

    private static String describe(Exception why) {
        if (why instanceof TimeoutException) {
            return " has taken no more copies for " + KafkaRegionLogs.DEADLINE.toSeconds()
                    + " s; 'baton status' shows how it is";
        }
        return why instanceof InterruptedException
                ? ": interrupted while writing"
                : " refuses a copy: " + why.getMessage();
    }

    @Override
    public void close() {
        kafka.close(Duration.ZERO);
    }
}
