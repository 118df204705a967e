package dev.baton.core.frontier;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Exactly which events of one log have taken effect: a map from producer to its set of sequences, held as intervals (rule D).
 *
 * <p>In normal life a producer has one interval, so a check is one probe of a hash table of primitives and allocates nothing.
 * Not safe for use by several threads.
 */
public final class Frontier {

    private static final int MIN_CAPACITY = 16;
    private static final long[] NO_INTERVALS = {};

    // Open addressing with linear probing. A slot is free if its end is 0, since no interval ends there. The last
    // interval of a producer stands in the table itself; those before it in an array of their own: start, end, start,
    // end … They are rare: a table of them is made for the first.
    private long[] producers = new long[MIN_CAPACITY];
    private long[] lastStarts = new long[MIN_CAPACITY];
    private long[] lastEnds = new long[MIN_CAPACITY];
    private long @Nullable [] @Nullable [] earlier;
    private int size;

    /** True if the event has taken effect. */
    public boolean contains(long producer, long sequence) {
        int slot = slot(producer);
        long end = lastEnds[slot];
        if (sequence >= end) {
            return false; // also when the slot is free
        }
        return sequence >= lastStarts[slot] || Intervals.contains(earlierAt(slot), sequence);
    }

    /** The event has taken effect, durably. False if it was known already. */
    public boolean add(long producer, long sequence) {
        if (sequence < 0 || sequence == Long.MAX_VALUE) {
            throw new IllegalArgumentException("sequence: " + sequence + " is negative or too large");
        }
        int slot = slot(producer);
        if (lastEnds[slot] == sequence && sequence > 0) {
            lastEnds[slot] = sequence + 1;
            return true;
        }
        if (contains(producer, sequence)) {
            return false;
        }
        addRange(producer, sequence, sequence + 1);
        return true;
    }

    /** The events {@code from} (inclusive) to {@code to} (exclusive) have taken effect. */
    public void addRange(long producer, long from, long to) {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("range: [" + from + ", " + to + ") is empty or negative");
        }
        int slot = slot(producer);
        if (lastEnds[slot] == 0) {
            slot = occupy(producer);
            lastStarts[slot] = from;
            lastEnds[slot] = to;
        } else if (from > lastEnds[slot]) {
            setEarlier(slot, Intervals.append(earlierAt(slot), lastStarts[slot], lastEnds[slot]));
            lastStarts[slot] = from;
            lastEnds[slot] = to;
        } else if (from >= lastStarts[slot]) {
            lastEnds[slot] = Math.max(lastEnds[slot], to);
        } else {
            setIntervals(slot, Intervals.insert(intervalsAt(slot), from, to));
        }
    }

    /** Everything in {@code other} has taken effect too. */
    public void addAll(Frontier other) {
        other.forEach(this::addRange);
    }

    /** True if everything in {@code other} is in this one. */
    public boolean covers(Frontier other) {
        for (int theirs = 0; theirs < other.producers.length; theirs++) {
            if (other.lastEnds[theirs] != 0 && !covers(other, theirs)) {
                return false;
            }
        }
        return true;
    }

    private boolean covers(Frontier other, int theirs) {
        int slot = slot(other.producers[theirs]);
        long[] before = other.earlierAt(theirs);
        for (int i = 0; i < before.length; i += 2) {
            if (!covers(slot, before[i], before[i + 1])) {
                return false;
            }
        }
        return covers(slot, other.lastStarts[theirs], other.lastEnds[theirs]);
    }

    private boolean covers(int slot, long from, long to) {
        return to <= lastEnds[slot] && (from >= lastStarts[slot] || Intervals.covers(earlierAt(slot), from, to));
    }

    /** An independent copy. */
    public Frontier copy() {
        Frontier copy = new Frontier();
        copy.producers = producers.clone();
        copy.lastStarts = lastStarts.clone();
        copy.lastEnds = lastEnds.clone();
        copy.earlier = earlier == null ? null : earlier.clone(); // the arrays in it are replaced, never changed
        copy.size = size;
        return copy;
    }

    /** The sequence after the highest one of this producer; 0 if it was never seen. */
    public long end(long producer) {
        return lastEnds[slot(producer)];
    }

    /** The number of producers seen. */
    public int producers() {
        return size;
    }

    /** The number of events that have taken effect. */
    public long events() {
        long[] sum = {0};
        forEach((producer, from, to) -> sum[0] += to - from);
        return sum[0];
    }

    /** Receives intervals, in no particular order of producers but ascending for each. */
    public interface Visitor {
        /** The events {@code from} (inclusive) to {@code to} (exclusive) of {@code producer}. */
        void interval(long producer, long from, long to);
    }

    /** Shows every interval. */
    public void forEach(Visitor visitor) {
        for (int slot = 0; slot < producers.length; slot++) {
            if (lastEnds[slot] != 0) {
                long[] before = earlierAt(slot);
                for (int i = 0; i < before.length; i += 2) {
                    visitor.interval(producers[slot], before[i], before[i + 1]);
                }
                visitor.interval(producers[slot], lastStarts[slot], lastEnds[slot]);
            }
        }
    }

    /** Shows every interval of this frontier that {@code other} lacks. */
    public void forEachMissingFrom(Frontier other, Visitor visitor) {
        for (int slot = 0; slot < producers.length; slot++) {
            if (lastEnds[slot] != 0) {
                long producer = producers[slot];
                long[] missing = Intervals.subtract(intervals(producer), other.intervals(producer));
                for (int i = 0; i < missing.length; i += 2) {
                    visitor.interval(producer, missing[i], missing[i + 1]);
                }
            }
        }
    }

    /** Gives a producer that was not seen yet its intervals: ascending, start, end, start, end …, and at least one. */
    void put(long producer, long[] intervals) {
        setIntervals(occupy(producer), intervals);
    }

    /** The intervals of one producer, ascending: start, end, start, end …; empty if it was never seen. */
    long[] intervals(long producer) {
        int slot = slot(producer);
        return lastEnds[slot] == 0 ? NO_INTERVALS : intervalsAt(slot);
    }

    /** The slots of every producer seen, in ascending order of the producers. */
    int[] sortedSlots() {
        long[] all = new long[size];
        int next = 0;
        for (int slot = 0; slot < producers.length; slot++) {
            if (lastEnds[slot] != 0) {
                all[next++] = producers[slot];
            }
        }
        Arrays.sort(all);
        int[] slots = new int[size];
        for (int i = 0; i < size; i++) {
            slots[i] = slot(all[i]);
        }
        return slots;
    }

    long producerAt(int slot) {
        return producers[slot];
    }

    long lastStartAt(int slot) {
        return lastStarts[slot];
    }

    long lastEndAt(int slot) {
        return lastEnds[slot];
    }

    /** The intervals of the producer in this slot before its last: start, end, start, end … */
    long[] earlierAt(int slot) {
        long[] before = earlier == null ? null : earlier[slot];
        return before == null ? NO_INTERVALS : before;
    }

    private long[] intervalsAt(int slot) {
        return Intervals.append(earlierAt(slot), lastStarts[slot], lastEnds[slot]);
    }

    private void setEarlier(int slot, long[] before) {
        long @Nullable [] @Nullable [] table = earlier;
        if (table == null) {
            table = new long[producers.length][];
            earlier = table;
        }
        table[slot] = before;
    }

    private void setIntervals(int slot, long[] intervals) {
        int last = intervals.length - 2;
        if (last > 0 || earlier != null) {
            setEarlier(slot, last == 0 ? NO_INTERVALS : Arrays.copyOf(intervals, last));
        }
        lastStarts[slot] = intervals[last];
        lastEnds[slot] = intervals[last + 1];
    }

    /** Frontiers are equal if the same events have taken effect. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Frontier that) || size != that.size) {
            return false;
        }
        return covers(that) && that.covers(this);
    }

    @Override
    public int hashCode() {
        int sum = 0; // a sum, as the order of slots says nothing
        for (int slot = 0; slot < producers.length; slot++) {
            if (lastEnds[slot] != 0) {
                sum += Long.hashCode(producers[slot])
                        ^ Long.hashCode(lastEnds[slot])
                        ^ Arrays.hashCode(earlierAt(slot));
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return "Frontier[" + events() + " events of " + size + " producers]";
    }

    private int slot(long producer) {
        int mask = producers.length - 1;
        int slot = hash(producer) & mask;
        while (lastEnds[slot] != 0 && producers[slot] != producer) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int occupy(long producer) {
        if (4L * (size + 1) > 3L * producers.length) {
            grow();
        }
        int slot = slot(producer);
        producers[slot] = producer;
        size++;
        return slot;
    }

    private void grow() {
        long[] oldProducers = producers;
        long[] oldStarts = lastStarts;
        long[] oldEnds = lastEnds;
        long @Nullable [] @Nullable [] oldEarlier = earlier;
        int capacity = Math.multiplyExact(producers.length, 2);
        producers = new long[capacity];
        lastStarts = new long[capacity];
        lastEnds = new long[capacity];
        earlier = null;
        for (int old = 0; old < oldProducers.length; old++) {
            if (oldEnds[old] != 0) {
                int slot = slot(oldProducers[old]);
                producers[slot] = oldProducers[old];
                lastStarts[slot] = oldStarts[old];
                lastEnds[slot] = oldEnds[old];
                long[] before = oldEarlier == null ? null : oldEarlier[old];
                if (before != null) {
                    setEarlier(slot, before);
                }
            }
        }
    }

    /**
     * Ids are random, but whoever writes headers by hand may not be: every bit of the id counts here (the finalizer of
     * SplitMix64: Stafford, "Better Bit Mixing", variant 13).
     */
    static int hash(long producer) {
        long mixed = (producer ^ producer >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (int) (mixed ^ mixed >>> 31);
    }
}
