package dev.baton.kafka.frontier;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes frontiers to one region's topic. Never blocks and never holds more than a few MiB: as frontiers only grow, only the
 * newest of each log matters. One is on its way at a time; what comes meanwhile replaces what waits, so that a fast reader costs
 * the region no more requests than it answers. For one thread.
 */
final class FrontierPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrontierPublisher.class);
    private static final long BUFFER_BYTES = 8L * 1024 * 1024;
    private static final int DELIVERY_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 2_000;
    /** The logs of a moment share a request; an unplanned failover repeats at a plain sink what took effect in it. */
    private static final int LINGER_MILLIS = 5;
    /** The first ones fail until the topic is known. */
    private static final long TOLERATED_NANOS = TimeUnit.SECONDS.toNanos(2);

    static final int MAX_FRONTIER_BYTES = 4 * 1024 * 1024;

    private final RegionId region;
    private final Producer<byte[], byte[]> producer;
    private final Map<LogId, Newest> newest = new HashMap<>();
    private final LongSupplier nanoTime;
    private volatile boolean open;
    private boolean failing; // these three are guarded by this
    private long failingSince;
    private boolean complained;

    FrontierPublisher(RegionId region, Producer<byte[], byte[]> producer, LongSupplier nanoTime) {
        this.region = region;
        this.producer = producer;
        this.nanoTime = nanoTime;
    }

    /** The client of one region for this. */
    static Producer<byte[], byte[]> client(RegionId region, Map<String, Object> base) {
        Map<String, Object> properties = new HashMap<>(base);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "baton-frontier-" + region);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_FRONTIER_BYTES);
        return new KafkaProducer<>(properties);
    }

    /**
     * The topic exists. Nothing is sent before: many brokers would make a topic of a name that somebody writes to, with settings
     * that delete frontiers after some days.
     */
    void open() {
        open = true;
    }

    /** Sends the frontier, which replaces the one of that log before. */
    void publish(Snapshot snapshot) {
        Newest log = newest.computeIfAbsent(snapshot.key().log(), none -> new Newest());
        log.replace(snapshot);
        log.send();
    }

    /** True once the region has the newest frontier of every log; what failed is sent again. */
    boolean hasArrived() {
        resend();
        return newest.values().stream().allMatch(Newest::hasArrived);
    }

    /** Tells whether the region has what was published before this call, or something newer in its place. */
    BooleanSupplier arrival() {
        Map<Newest, Long> numbers = new HashMap<>();
        newest.values().forEach(each -> numbers.put(each, each.number()));
        return () -> numbers.entrySet().stream().allMatch(each -> each.getKey().hasArrived(each.getValue()));
    }

    /** Sends again what failed. */
    void resend() {
        newest.values().forEach(Newest::send);
    }

    /** The newest frontier of one log, and whether the region has it. Shared with the client's thread, which tells what arrived. */
    private final class Newest {

        private @Nullable Snapshot snapshot;
        private long replaced; // how often; the newest frontier is the one of this number
        private long arrived; // the number of the newest that the region has
        private boolean underway;

        synchronized void replace(Snapshot newer) {
            snapshot = newer;
            replaced++;
        }

        synchronized long number() {
            return replaced;
        }

        synchronized boolean hasArrived(long number) {
            return arrived >= number;
        }

        synchronized boolean hasArrived() {
            return hasArrived(replaced);
        }

        synchronized void send() {
            Snapshot next = snapshot;
            if (next == null || underway || hasArrived()) {
                return;
            }
            if (!open) {
                report("topic " + FrontierTopic.NAME + " could not be made yet");
                return;
            }
            underway = true;
            send(next, replaced);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
        private void send(Snapshot next, long number) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    FrontierTopic.NAME, FrontierTopic.PARTITION, next.key().bytes(), next.bytes());
            try {
                producer.send(record, (where, why) -> answered(number, why));
            } catch (IllegalStateException e) {
                LOG.atDebug().addKeyValue("event", "closed").log("Closed before the newest frontier was sent");
            }
        }

        private synchronized void answered(long number, @Nullable Exception why) {
            report(why == null ? null : why.getMessage());
            underway = false;
            if (why == null) {
                arrived = number;
                send(); // what has come meanwhile
            }
        }
    }

    private synchronized void report(@Nullable String why) {
        long now = nanoTime.getAsLong();
        if (why == null) {
            failing = false;
            complained = false;
        } else if (!failing) {
            failing = true;
            failingSince = now;
        } else if (!complained && now - failingSince > TOLERATED_NANOS) {
            complained = true;
            LOG.atWarn()
                    .addKeyValue("event", "frontier-not-published")
                    .addKeyValue("region", region)
                    .addKeyValue("why", why)
                    .log("The frontier does not reach the region; an unplanned failover now would repeat more there");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
