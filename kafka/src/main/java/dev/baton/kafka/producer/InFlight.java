package dev.baton.kafka.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One event from {@code send} until it is acknowledged or has failed; it is the caller's future too. */
final class InFlight extends CompletableFuture<RecordMetadata> {

    private static final AtomicIntegerFieldUpdater<InFlight> ACKED =
            AtomicIntegerFieldUpdater.newUpdater(InFlight.class, "acked");

    final Lane lane;
    final ProducerRecord<byte[], byte[]> record;
    final long sequence;
    final int bytes;
    final long deadlineNanos;
    private final @Nullable Callback callback;

    private volatile int acked; // bit mask of regions
    private volatile @Nullable RecordMetadata metadata;
    private volatile @Nullable Exception failure;

    InFlight(
            Lane lane,
            ProducerRecord<byte[], byte[]> record,
            long sequence,
            int bytes,
            long deadlineNanos,
            @Nullable Callback callback) {
        this.lane = lane;
        this.record = record;
        this.sequence = sequence;
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
        this.callback = callback;
    }

    private int partition() {
        return record.partition() == null ? -1 : record.partition();
    }

    int acked() {
        return acked;
    }

    boolean isAckedBy(int region) {
        return (acked & 1 << region) != 0;
    }

    /** A region has it; {@code prefer} if its metadata is the one to tell the caller. Returns the new mask. */
    int acknowledgedBy(int region, RecordMetadata where, boolean prefer) {
        if (prefer || metadata == null) {
            metadata = where;
        }
        return ACKED.accumulateAndGet(this, 1 << region, (mask, bit) -> mask | bit);
    }

    /** The first failure counts. */
    void failedWith(Exception why) {
        if (failure == null) {
            failure = why;
        }
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    /** Tells the caller; called once, by the lane, in order of sequence. */
    void succeed() {
        RecordMetadata where = metadata;
        complete(where);
        if (callback != null) {
            callback.onCompletion(where, null);
        }
    }

    /** Tells the caller; called once, by the lane, in order of sequence. */
    void fail(Exception why) {
        completeExceptionally(why);
        if (callback != null) {
            callback.onCompletion(
                    new RecordMetadata(new TopicPartition(record.topic(), partition()), -1, -1, -1, -1, -1), why);
        }
    }

    /** As with Kafka's own futures, what was sent cannot be called back. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }
}
