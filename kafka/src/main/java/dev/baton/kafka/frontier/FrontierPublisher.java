package dev.baton.kafka.frontier;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes frontiers to one region's topic. Never blocks and never holds more than a few MiB: as frontiers only grow, one that is
 * dropped is made good by the next. For one thread.
 */
final class FrontierPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrontierPublisher.class);
    private static final long BUFFER_BYTES = 8L * 1024 * 1024;
    private static final int DELIVERY_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 2_000;
    /** The first ones fail until the topic is known. */
    private static final int TOLERATED_FAILURES = 50;

    private static final int MAX_FRONTIER_BYTES = 4 * 1024 * 1024;

    private final RegionId region;
    private final Producer<byte[], byte[]> producer;
    private final Map<LogId, Newest> newest = new HashMap<>();
    private final AtomicInteger failing = new AtomicInteger();

    FrontierPublisher(RegionId region, Map<String, Object> base) {
        this.region = region;
        Map<String, Object> properties = new HashMap<>(base);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "baton-frontier-" + region);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_FRONTIER_BYTES);
        this.producer = new KafkaProducer<>(properties);
    }

    /** The newest frontier of a log: on its way, arrived, or failed and to be sent again. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Newest(FrontierKey key, byte[] bytes, CompletableFuture<Void> arrival) {}

    /** Sends the frontier, which replaces the one of that log before. */
    void publish(FrontierKey key, byte[] frontier) {
        newest.put(key.log(), new Newest(key, frontier, send(key, frontier)));
        resend();
    }

    /** True once the region has the newest frontier of every log; what failed is sent again. */
    boolean hasArrived() {
        resend();
        return newest.values().stream()
                .allMatch(sent -> sent.arrival().isDone() && !sent.arrival().isCompletedExceptionally());
    }

    private void resend() {
        newest.replaceAll((log, sent) -> sent.arrival().isCompletedExceptionally()
                ? new Newest(sent.key(), sent.bytes(), send(sent.key(), sent.bytes()))
                : sent);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private CompletableFuture<Void> send(FrontierKey key, byte[] frontier) {
        CompletableFuture<Void> arrival = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(FrontierTopic.NAME, FrontierTopic.PARTITION, key.bytes(), frontier),
                (where, why) -> {
                    report(why);
                    if (why == null) {
                        arrival.complete(null);
                    } else {
                        arrival.completeExceptionally(why);
                    }
                });
        return arrival;
    }

    private void report(@Nullable Exception why) {
        if (why == null) {
            failing.set(0);
        } else if (failing.incrementAndGet() == TOLERATED_FAILURES) {
            LOG.atWarn()
                    .addKeyValue("event", "frontier-not-published")
                    .addKeyValue("region", region)
                    .addKeyValue("why", why.getMessage())
                    .log("The frontier does not reach the region; an unplanned failover now would repeat more there");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
