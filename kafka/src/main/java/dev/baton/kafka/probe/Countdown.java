package dev.baton.kafka.probe;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;

/** The time that is left for one probe, on this process's monotonic clock. */
final class Countdown {

    private final long startNanos = System.nanoTime();
    private final Duration length;

    Countdown(Duration length) {
        this.length = length;
    }

    /** What is left, zero at least. */
    Duration left() {
        Duration left = length.minusNanos(System.nanoTime() - startNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * What is left, which is something.
     *
     * @throws TimeoutException if nothing is
     */
    Duration leftOrThrow() {
        Duration left = left();
        if (left.isZero()) {
            throw new TimeoutException("no answer within " + length.toMillis() + " ms");
        }
        return left;
    }
}
