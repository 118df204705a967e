package dev.baton.testkit.history;

import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One producer's ledger, and which of its events took effect: 14 bytes an event. For one thread. */
final class ProducerHistory {

    private static final int FIRST_CAPACITY = 1_024;

    // By number; null: the ledger does not name it.
    private @Nullable Outcome[] outcomes = new Outcome[0];
    private short[] partitions = new short[0];
    private long[] doneMicros = new long[0];
    private final BitSet applied = new BitSet();

    /** One more event than the highest number. */
    int end() {
        return outcomes.length;
    }

    /** @throws IllegalArgumentException if it is there already, or its number is negative or above two billion */
    void add(LedgerEntry entry) {
        int number = Math.toIntExact(entry.event().number());
        if (number >= outcomes.length) {
            grow(Math.max(FIRST_CAPACITY, Math.max(number + 1, outcomes.length + outcomes.length / 2)));
        }
        if (outcomes[number] != null) {
            throw new IllegalArgumentException("the ledger names event " + entry.event() + " twice");
        }
        outcomes[number] = entry.outcome();
        partitions[number] = (short) entry.partition();
        doneMicros[number] = entry.doneMicros();
    }

    private void grow(int capacity) {
        outcomes = Arrays.copyOf(outcomes, capacity);
        partitions = Arrays.copyOf(partitions, capacity);
        doneMicros = Arrays.copyOf(doneMicros, capacity);
    }

    /** True if it was sent to this log, or to one that its producer was never told. */
    boolean wasSent(long number, int partition) {
        return number >= 0
                && number < outcomes.length
                && outcomes[(int) number] != null
                && (partitions[(int) number] < 0 || partitions[(int) number] == partition);
    }

    boolean is(long number, Outcome outcome) {
        return outcomes[(int) number] == outcome;
    }

    int partition(long number) {
        return partitions[(int) number];
    }

    long doneMicros(long number) {
        return doneMicros[(int) number];
    }

    /** Marks it; false if it was marked before. */
    boolean apply(long number) {
        boolean isFirst = !applied.get((int) number);
        applied.set((int) number);
        return isFirst;
    }

    boolean isApplied(long number) {
        return applied.get((int) number);
    }
}
