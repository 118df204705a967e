package dev.baton.kafka.consumer;

import dev.baton.core.Invariants;
import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Reconciliation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assigned partition: what has taken effect, what was delivered since, and what was read ahead (rule D), in delivery order
 * (rule C). For one thread.
 *
 * <p>An event joins {@link #durable()} only when its effect is durable. Until then it stands in {@code seen} alone, which keeps a
 * repeat in the log from being delivered while the first is still in hand.
 */
final class PartitionLog<K, V> {

    /** A caller that never commits must not fill the memory: 24 bytes each. */
    private static final int MAX_UNCONFIRMED = 1_000_000;

    private static final int FIELDS = 3; // producer, sequence, offset
    private static final long NO_ID = -1;
    /** Nothing was read yet: Kafka knows where to start. */
    private static final long UNKNOWN = -1;

    private final TopicPartition topicPartition;
    private final LogId id;
    private final EventIds ids;
    private final Deque<ConsumerRecord<K, V>> pending = new ArrayDeque<>();
    private long pendingBytes;
    private long[] unconfirmed = new long[FIELDS * 256];
    private int unconfirmedFields;
    private Frontier durable = new Frontier();
    private Frontier seen = new Frontier();
    private List<Span> spans = List.of();
    private DeliveryOrder order = new DeliveryOrder(spans);
    private final Reconciliation reconciliation = new Reconciliation(Standby.GRACE_NANOS);
    private boolean claimed;
    private boolean held;
    private long position = UNKNOWN;
    private long lastReadMillis = UNKNOWN;
    private @Nullable Trimmed trimmed;
    private long duplicates;

    PartitionLog(TopicPartition topicPartition, LogId id, EventIds ids) {
        this.topicPartition = topicPartition;
        this.id = id;
        this.ids = ids;
    }

    LogId id() {
        return id;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    boolean isClaimed() {
        return claimed;
    }

    /**
     * Taken over: {@code frontier} was read after the claim and replaces what was known. False if it lacks what was known, so that
     * events may have been skipped that must come again: the sink was replaced by a copy that lagged.
     */
    boolean claimed(Frontier frontier) {
        Invariants.check(unconfirmedFields == 0, "a log is claimed while events of it are in hand");
        boolean covers = frontier.covers(durable);
        durable = frontier;
        seen = frontier.copy();
        claimed = true;
        reconciliation.reset();
        prune();
        return covers;
    }

    void unclaimed() {
        claimed = false;
    }

    /** The log is read in the order that these spans give; false if that is so already. To be followed by {@link #rewind}. */
    boolean isReordered(List<Span> known) {
        if (known.equals(spans)) {
            return false;
        }
        spans = known;
        order = new DeliveryOrder(known);
        return true;
    }

    /** A standby learns what the active region has done. */
    void follow(Frontier frontier) {
        durable.addAll(frontier);
        seen.addAll(frontier);
        prune();
    }

    private void prune() {
        pending.removeIf(record -> {
            boolean done = ids.read(record) && seen.contains(ids.producer(), ids.sequence());
            pendingBytes -= done ? bytes(record) : 0;
            return done;
        });
    }

    /** True if a span lies ahead, or reading is in one. */
    boolean isInSpan() {
        return position != UNKNOWN && order.passEnd() != Long.MAX_VALUE;
    }

    /**
     * Where reading must go on instead of at {@code fetched}, the offset after everything that was fetched; -1 if it is right. In a
     * span the log is passed through twice.
     */
    long turn(long fetched) {
        if (fetched < order.passEnd()) {
            return UNKNOWN;
        }
        position = order.turn();
        return position;
    }

    /** Read ahead: kept until it may be delivered. */
    void read(List<ConsumerRecord<K, V>> records) {
        for (ConsumerRecord<K, V> record : due(records)) {
            boolean hasId = ids.read(record);
            if (hasId && !claimed) {
                reconciliation.read(ids.producer(), ids.sequence());
            }
            if (hasId && seen.contains(ids.producer(), ids.sequence())) {
                duplicates++;
            } else {
                pending.add(record);
                pendingBytes += bytes(record);
            }
        }
        passed(records);
    }

    /** Those of {@code records}, which are the next in the log, that come now; the others come in another pass. */
    private List<ConsumerRecord<K, V>> due(List<ConsumerRecord<K, V>> records) {
        if (position == UNKNOWN) { // only Kafka knew where to start
            position = records.get(0).offset();
            order.seek(position);
        }
        long end = order.passEnd();
        if (end == Long.MAX_VALUE) {
            return records; // no span ahead, as nearly always
        }
        List<ConsumerRecord<K, V>> due = new ArrayList<>(records.size());
        for (ConsumerRecord<K, V> record : records) {
            if (record.offset() >= end) {
                break; // to be read again after the turn
            }
            boolean isDue = ids.read(record)
                    ? order.isDue(record.offset(), ids.producer(), ids.sequence(), ids.episode())
                    : order.isDueWithoutId();
            if (isDue) {
                due.add(record);
            }
        }
        return due;
    }

    /** Only after all of them could be read: one that cannot be read must not be passed. */
    private void passed(List<ConsumerRecord<K, V>> records) {
        ConsumerRecord<K, V> last = records.get(records.size() - 1);
        position = Math.min(last.offset() + 1, order.passEnd());
        lastReadMillis = last.timestamp();
    }

    /**
     * Up to {@code max} events that were read ahead and are no repeats: they are in hand from now on. Their offsets ascend; what
     * a span's second pass gives comes with the next call.
     */
    List<ConsumerRecord<K, V>> take(int max) {
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        long last = UNKNOWN;
        while (taken.size() < max
                && !held
                && !pending.isEmpty()
                && pending.element().offset() > last) {
            ConsumerRecord<K, V> record = pending.remove();
            last = record.offset();
            pendingBytes -= bytes(record);
            if (deliver(record)) {
                taken.add(record);
            }
        }
        return taken;
    }

    /** Those of {@code records}, which are the next in the log, that are no repeats: they are in hand from now on. */
    List<ConsumerRecord<K, V>> deliver(List<ConsumerRecord<K, V>> records) {
        List<ConsumerRecord<K, V>> fresh = due(records);
        for (ConsumerRecord<K, V> record : fresh) {
            if (!deliver(record)) {
                fresh = withoutRepeats(fresh, record.offset());
                break;
            }
        }
        passed(records);
        return fresh;
    }

    private List<ConsumerRecord<K, V>> withoutRepeats(List<ConsumerRecord<K, V>> records, long firstRepeat) {
        List<ConsumerRecord<K, V>> fresh = new ArrayList<>(records.size());
        for (ConsumerRecord<K, V> record : records) {
            if (record.offset() < firstRepeat || record.offset() > firstRepeat && deliver(record)) {
                fresh.add(record);
            }
        }
        return fresh;
    }

    /** True if the event, which is the next in the log, is no repeat: it is in hand from now on. */
    private boolean deliver(ConsumerRecord<K, V> record) {
        boolean hasId = ids.read(record);
        if (trimmed != null && hasId) {
            trimmed.check(record, ids, seen);
        }
        if (hasId && !seen.add(ids.producer(), ids.sequence())) {
            duplicates++;
            return false;
        }
        if (unconfirmedFields == unconfirmed.length) {
            Invariants.check(
                    unconfirmedFields < MAX_UNCONFIRMED * FIELDS,
                    "more than " + MAX_UNCONFIRMED + " events of " + topicPartition
                            + " were delivered and none committed");
            unconfirmed = Arrays.copyOf(unconfirmed, 2 * unconfirmed.length);
        }
        unconfirmed[unconfirmedFields] = hasId ? ids.producer() : 0;
        unconfirmed[unconfirmedFields + 1] = hasId ? ids.sequence() : NO_ID;
        unconfirmed[unconfirmedFields + 2] = record.offset();
        unconfirmedFields += FIELDS;
        return true;
    }

    /**
     * The effects of everything in hand before {@code offset} are durable; {@link Long#MAX_VALUE} for all. Where a span has turned
     * the reading back, offsets descend: nobody can have meant what comes after that.
     */
    void confirm(long offset) {
        int next = 0;
        while (next < unconfirmedFields && unconfirmed[next + 2] < offset && !isTurn(next, offset)) {
            if (unconfirmed[next + 1] != NO_ID) {
                durable.add(unconfirmed[next], unconfirmed[next + 1]);
            }
            next += FIELDS;
        }
        System.arraycopy(unconfirmed, next, unconfirmed, 0, unconfirmedFields - next);
        unconfirmedFields -= next;
    }

    private boolean isTurn(int field, long offset) {
        return offset != Long.MAX_VALUE && field > 0 && unconfirmed[field + 2] < unconfirmed[field + 2 - FIELDS];
    }

    /** Forgets what is in hand and what was read ahead; returns the offset to read again from. */
    long rewind() {
        position = resumeOffset();
        order.seek(position);
        unconfirmedFields = 0;
        pending.clear();
        pendingBytes = 0;
        seen = durable.copy();
        return position;
    }

    /** Forgets what was read ahead; reading starts over at the log's first event. */
    void restart() {
        pending.clear();
        pendingBytes = 0;
        position = 0;
        order.seek(position);
    }

    /** True if this is the offset that comes after what this consumer has read. */
    boolean isAt(long offset) {
        return position != UNKNOWN && position == offset;
    }

    /** What was to be read next is gone: reading goes on at the first record that is left. */
    void trimmed(Trimmed.Cut cut, boolean skips) {
        trimmed = new Trimmed(cut, lastReadMillis, skips);
        position = cut.start();
        order.seek(position);
    }

    /** Everything before it has taken effect. */
    long resumeOffset() {
        long resume = order.resumeAt(position);
        for (int field = 0; field < unconfirmedFields; field += FIELDS) {
            resume = Math.min(resume, unconfirmed[field + 2]);
        }
        for (ConsumerRecord<K, V> record : pending) {
            resume = Math.min(resume, record.offset());
        }
        return resume;
    }

    /** Exactly what has taken effect, as far as this consumer knows. */
    Frontier durable() {
        return durable;
    }

    /** What will have taken effect once everything in hand has. */
    Frontier seen() {
        return seen;
    }

    /** What a standby has read, to be compared with what the active region has done. */
    Reconciliation reconciliation() {
        return reconciliation;
    }

    /** Held back by the caller: nothing is taken. */
    void hold(boolean isHeld) {
        held = isHeld;
    }

    boolean isHeld() {
        return held;
    }

    boolean hasUnconfirmed() {
        return unconfirmedFields > 0;
    }

    int pendingEvents() {
        return pending.size();
    }

    long pendingBytes() {
        return pendingBytes;
    }

    long duplicates() {
        return duplicates;
    }

    private static long bytes(ConsumerRecord<?, ?> record) {
        return Math.max(0L, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
    }
}
