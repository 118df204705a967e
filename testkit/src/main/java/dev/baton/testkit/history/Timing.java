package dev.baton.testkit.history;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * How long things took, from the times in the ledger and of the commits. Pure. All of them were taken from one machine's wall
 * clock, which is the only one that its processes and its database share; nothing is decided from them.
 */
public final class Timing {

    private static final long MICROS_PER_MILLI = 1_000;

    private Timing() {}

    /**
     * The longest time in which nothing happened.
     *
     * @param fromMicros the last thing that happened before
     * @param millis how long it was, 0 if there was none
     */
    public record Gap(long fromMicros, long millis) {}

    /** The longest gap between commits that lies, at least in part, within the given time. */
    public static Gap longestGap(List<Applied> rows, long fromMicros, long toMicros) {
        return longest(rows.stream().mapToLong(Applied::committedMicros), fromMicros, toMicros);
    }

    /** The longest time that the producer went without an acknowledgement, from its first on until it sent its last event. */
    public static Gap longestStall(Collection<LedgerEntry> ledger) {
        long lastSent = ledger.stream().mapToLong(LedgerEntry::sentMicros).max().orElse(0);
        LongStream acks = ledger.stream().filter(LedgerEntry::acked).mapToLong(LedgerEntry::doneMicros);
        // If the last events were never acknowledged, the stall lasted at least until they were sent.
        return longest(LongStream.concat(acks, LongStream.of(lastSent)), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** From {@code sinceMicros} to the first commit after it by a region other than {@code region}; empty if there is none. */
    public static OptionalLong firstElsewhereMillis(List<Applied> rows, String region, long sinceMicros) {
        return rows.stream()
                .filter(row -> !row.region().equals(region) && row.committedMicros() >= sinceMicros)
                .mapToLong(row -> (row.committedMicros() - sinceMicros) / MICROS_PER_MILLI)
                .min();
    }

    /** How many rows were committed at that time or later. */
    public static long appliedSince(List<Applied> rows, long sinceMicros) {
        return rows.stream().filter(row -> row.committedMicros() >= sinceMicros).count();
    }

    private static Gap longest(LongStream micros, long fromMicros, long toMicros) {
        long[] sorted = micros.sorted().toArray();
        Gap longest = new Gap(0, 0);
        for (int i = 1; i < sorted.length; i++) {
            long millis = (sorted[i] - sorted[i - 1]) / MICROS_PER_MILLI;
            if (millis > longest.millis() && sorted[i] >= fromMicros && sorted[i - 1] <= toMicros) {
                longest = new Gap(sorted[i - 1], millis);
            }
        }
        return longest;
    }
}
