package dev.baton.core.catchup;

import java.util.Map;

/**
 * How far an episode has come in one log. Whoever goes on from here repeats at most what was copied since. Immutable.
 *
 * @param from offset in the own log from which on it was compared
 * @param sourceFrom offset in the source at which the comparison began
 * @param sourceEnd offset in the source before which everything is to be copied (step 2)
 * @param resume offset in the source at which to go on; everything before it in delivery order is done
 * @param firstMissing as in {@link Span}
 * @param passed as in {@link Copies#passed}
 * @param copied events so far
 * @param bytes of these, keys and values
 */
public record Checkpoint(
        long from,
        long sourceFrom,
        long sourceEnd,
        long resume,
        Map<Long, Long> firstMissing,
        Map<Long, Long> passed,
        long copied,
        long bytes) {

    public Checkpoint {
        firstMissing = Map.copyOf(firstMissing);
        passed = Map.copyOf(passed);
    }

    /** True if everything has been copied. */
    public boolean isDone() {
        return resume >= sourceEnd;
    }
}
