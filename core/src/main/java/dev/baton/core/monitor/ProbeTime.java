package dev.baton.core.monitor;

/**
 * When a probe was made, on the monitor's own monotonic clock. Immutable.
 *
 * @param sentNanos before its first byte was sent
 * @param endedNanos when its outcome was known
 */
public record ProbeTime(long sentNanos, long endedNanos) {

    public ProbeTime {
        if (endedNanos - sentNanos < 0) {
            throw new IllegalArgumentException("endedNanos: a probe cannot end before it was sent");
        }
    }
}
