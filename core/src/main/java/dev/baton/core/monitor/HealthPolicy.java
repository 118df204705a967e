package dev.baton.core.monitor;

import java.time.Duration;

/**
 * When a region counts as down, and when as up again. Immutable.
 *
 * @param probeInterval from the start of one probe to the start of the next; default 250 ms
 * @param probeTimeout a probe that takes longer has failed, so that slow is down; default 400 ms
 * @param downFailures failures in a row that it takes, at least; default 3
 * @param downAfter how long the region must have been without an answer, at least; default 1 s
 * @param upAfter how long a region that was down must answer without a failure; default 5 s
 */
public record HealthPolicy(
        Duration probeInterval, Duration probeTimeout, int downFailures, Duration downAfter, Duration upAfter) {

    /** What a monitor uses unless told otherwise. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(
            Duration.ofMillis(250), Duration.ofMillis(400), 3, Duration.ofSeconds(1), Duration.ofSeconds(5));

    public HealthPolicy {
        requirePositive("probeInterval", probeInterval);
        requirePositive("probeTimeout", probeTimeout);
        if (downFailures < 1) {
            throw new IllegalArgumentException("downFailures: " + downFailures + " is too few; at least 1");
        }
        requireNotNegative("downAfter", downAfter);
        requireNotNegative("upAfter", upAfter);
    }

    /**
     * True if so much time between two results can only mean that the monitor itself stood still: a probe ends within its
     * timeout, and the next one starts within an interval. Twice that is granted to a machine that is busy.
     */
    boolean isPause(long gapNanos) {
        return gapNanos > 2 * (probeInterval.toNanos() + probeTimeout.toNanos());
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(field + ": " + value.toMillis() + " ms is not a positive time");
        }
    }

    private static void requireNotNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(field + ": " + value.toMillis() + " ms is negative");
        }
    }
}
