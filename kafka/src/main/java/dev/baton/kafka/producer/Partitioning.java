package dev.baton.kafka.producer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an event's partition once, for every region: as the caller says, else Kafka's murmur2 of the key, else one random
 * partition until {@code stickyBytes} have gone there. Safe for use by several threads.
 */
final class Partitioning {

    private final int partitions;
    private final int stickyBytes;
    /** The sticky partition in the upper half, the bytes sent there so far in the lower. */
    private final AtomicLong sticky;

    Partitioning(int partitions, int stickyBytes) {
        this.partitions = partitions;
        this.stickyBytes = stickyBytes;
        this.sticky = new AtomicLong(anyPartition());
    }

    int choose(@Nullable Integer wanted, byte @Nullable [] key, int bytes) {
        if (wanted != null) {
            if (wanted >= partitions) {
                throw new IllegalArgumentException(
                        "Partition " + wanted + " does not exist; the stream has partitions 0 to " + (partitions - 1));
            }
            return wanted;
        }
        return key == null ? stick(bytes) : BuiltInPartitioner.partitionForKey(key, partitions);
    }

    private int stick(int bytes) {
        long now = sticky.addAndGet(bytes);
        if ((int) now >= stickyBytes) {
            sticky.compareAndSet(now, anyPartition()); // whoever comes second goes on where the first went
        }
        return (int) (now >>> Integer.SIZE);
    }

    private long anyPartition() {
        return (long) ThreadLocalRandom.current().nextInt(partitions) << Integer.SIZE;
    }
}
