package dev.baton.kafka.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets that are committed to Kafka: only hints where to start reading, since the frontier knows what has taken effect. A
 * hint must not run ahead of the frontier: what lies before it is not read again, and could then join no frontier any more.
 *
 * <p>For one thread.
 */
final class Hints<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final EventReader.Ports<K, V> ports;
    private final AssignedLogs<K, V> logs;
    private long nextCommit;
    private @Nullable Taken taken;

    /** Positions to commit once the frontiers that explain them have arrived. */
    private record Taken(Map<TopicPartition, OffsetAndMetadata> positions, BooleanSupplier areCovered) {}

    Hints(EventReader.Ports<K, V> ports, AssignedLogs<K, V> logs) {
        this.ports = ports;
        this.logs = logs;
        this.nextCommit = ports.nanoTime().getAsLong() + COMMIT_NANOS;
    }

    /** Every few seconds, and without waiting; to be called often. */
    void commitIfDue() {
        ports.progress().tend();
        long now = ports.nanoTime().getAsLong();
        if (taken == null && now - nextCommit >= 0) {
            nextCommit = now + COMMIT_NANOS;
            taken = new Taken(
                    logs.positions(logs.partitions()), ports.progress().arrival());
        }
        Taken ready = taken;
        if (ready != null && ready.areCovered().getAsBoolean()) {
            taken = null;
            ports.kafka().commitAsync(ready.positions(), (offsets, why) -> {});
        }
    }

    /** Now, before these partitions become somebody else's, who reads the frontiers and starts here. */
    void commit(Collection<TopicPartition> partitions) {
        taken = null;
        try {
            if (ports.progress().awaitArrival(DEADLINE)) {
                ports.kafka().commitSync(logs.positions(partitions), DEADLINE);
            }
        } catch (WakeupException e) {
            ports.kafka().wakeup(); // meant for the caller's poll
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("event", "position-not-committed").log(e.getMessage());
        }
    }
}
