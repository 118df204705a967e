package dev.baton.core.frontier;

import dev.baton.core.RegionId;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Exactly which events of one log have taken effect: a map from producer to its set of sequences, held as intervals (rule D).
 *
 * <p>In normal life a producer has one interval, so a check is one probe of a hash table of primitives and allocates nothing.
 * Not safe for use by several threads.
 *
 * <p>A producer is forgotten once none of its events can be in any region's log (rule D): when three {@link Round rounds} have
 * ended since it last grew. The first says nothing about it, as it may have begun before; the second gives time to a write
 * that came late in one region; and at the end of the third everything that was in a log at its beginning has gone.
 */
public final class Frontier {

    private static final int MIN_CAPACITY = 16;
    private static final long[] NO_INTERVALS = {};
    /** For how many rounds that have ended since it grew a producer is kept. */
    static final int KEPT_ROUNDS = 2;

    // Open addressing with linear probing. A slot is free if its end is 0, since no interval ends there. The last
    // interval of a producer stands in the table itself; those before it in an array of their own: start, end, start,
    // end … They are rare: a table of them is made for the first.
    private long[] producers = new long[MIN_CAPACITY];
    private long[] lastStarts = new long[MIN_CAPACITY];
    private long[] lastEnds = new long[MIN_CAPACITY];
    private long @Nullable [] @Nullable [] earlier;
    private byte[] ages = new byte[MIN_CAPACITY]; // how many rounds have ended since the producer grew
    private int size;
    private Round round = Round.FIRST;

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
            ages[slot] = 0;
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
        int slot = insert(producer, from, to);
        ages[slot] = 0;
    }

    /** Returns the producer's slot, whose age is left to the caller. */
    private int insert(long producer, long from, long to) {
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
        return slot;
    }

    /** Everything in {@code other} has taken effect too; the rounds that it has seen end have ended. */
    public void addAll(Frontier other) {
        follow(other.round);
        long older = roundsAheadOf(other.round);
        for (int theirs = 0; theirs < other.producers.length; theirs++) {
            long age = other.ages[theirs] + older;
            if (other.lastEnds[theirs] != 0 && age <= KEPT_ROUNDS) {
                addAll(other, theirs, (byte) age);
            }
        }
    }

    private void addAll(Frontier other, int theirs, byte age) {
        long producer = other.producers[theirs];
        int slot = slot(producer);
        byte younger = lastEnds[slot] == 0 ? age : (byte) Math.min(age, ages[slot]);
        long[] before = other.earlierAt(theirs);
        for (int i = 0; i < before.length; i += 2) {
            insert(producer, before[i], before[i + 1]);
        }
        slot = insert(producer, other.lastStarts[theirs], other.lastEnds[theirs]);
        ages[slot] = younger;
    }

    /**
     * True if everything in {@code other} is in this one, apart from producers that could be forgotten by the rounds that this
     * one has seen end.
     */
    public boolean covers(Frontier other) {
        return coversWhatIsKept(other, roundsAheadOf(other.round));
    }

    private boolean coversWhatIsKept(Frontier other, long older) {
        for (int theirs = 0; theirs < other.producers.length; theirs++) {
            boolean counts = other.lastEnds[theirs] != 0 && other.ages[theirs] + older <= KEPT_ROUNDS;
            if (counts && !coversSlot(other, theirs)) {
                return false;
            }
        }
        return true;
    }

    /** The round of the log that it is, as far as this frontier has been told. */
    public Round round() {
        return round;
    }

    /**
     * Somebody has looked at what the regions' logs hold. Looks at a log must be an hour apart, so that a late write lies between
     * them and not after both; ages and forgets producers if a round has ended.
     *
     * @param logs what each region's log holds, all of them IN_SYNC before and after they were looked at
     */
    public void look(SortedMap<RegionId, LogExtent> logs) {
        follow(round.after(logs));
    }

    /** Somebody else has seen rounds of this log end; without effect if it is not ahead. */
    public void follow(Round other) {
        long older = other.number() - round.number();
        if (older > 0) {
            rebuild(producers.length, Math.min(older, KEPT_ROUNDS + 1));
        }
        round = older < 0 ? round : other;
    }

    private long roundsAheadOf(Round other) {
        return Math.max(0, Math.min(round.number() - other.number(), KEPT_ROUNDS + 1));
    }

    private boolean coversSlot(Frontier other, int theirs) {
        int slot = slot(other.producers[theirs]);
        long[] before = other.earlierAt(theirs);
        for (int i = 0; i < before.length; i += 2) {
            if (!coversRange(slot, before[i], before[i + 1])) {
                return false;
            }
        }
        return coversRange(slot, other.lastStarts[theirs], other.lastEnds[theirs]);
    }

    private boolean coversRange(int slot, long from, long to) {
        return to <= lastEnds[slot] && (from >= lastStarts[slot] || Intervals.covers(earlierAt(slot), from, to));
    }

    /** An independent copy. */
    public Frontier copy() {
        Frontier copy = new Frontier();
        copy.producers = producers.clone();
        copy.lastStarts = lastStarts.clone();
        copy.lastEnds = lastEnds.clone();
        copy.earlier = earlier == null ? null : earlier.clone(); // the arrays in it are replaced, never changed
        copy.ages = ages.clone();
        copy.size = size;
        copy.round = round;
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
    void put(long producer, long[] intervals, byte age) {
        int slot = occupy(producer);
        setIntervals(slot, intervals);
        ages[slot] = age;
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

    byte ageAt(int slot) {
        return ages[slot];
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
        return coversWhatIsKept(that, 0) && that.coversWhatIsKept(this, 0);
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
            rebuild(Math.multiplyExact(producers.length, 2), 0);
        }
        int slot = slot(producer);
        producers[slot] = producer;
        size++;
        return slot;
    }

    /** Leaves out producers that are too old once {@code older} more rounds have ended. */
    private void rebuild(int capacity, long older) {
        long[] oldProducers = producers;
        long[] oldStarts = lastStarts;
        long[] oldEnds = lastEnds;
        byte[] oldAges = ages;
        long @Nullable [] @Nullable [] oldEarlier = earlier;
        producers = new long[capacity];
        lastStarts = new long[capacity];
        lastEnds = new long[capacity];
        ages = new byte[capacity];
        earlier = null;
        size = 0;
        for (int old = 0; old < oldProducers.length; old++) {
            if (oldEnds[old] != 0 && oldAges[old] + older <= KEPT_ROUNDS) {
                int slot = slot(oldProducers[old]);
                producers[slot] = oldProducers[old];
                lastStarts[slot] = oldStarts[old];
                lastEnds[slot] = oldEnds[old];
                ages[slot] = (byte) (oldAges[old] + older);
                long[] before = oldEarlier == null ? null : oldEarlier[old];
                if (before != null) {
                    setEarlier(slot, before);
                }
                size++;
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
