package dev.baton.testkit.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The clocks of one machine. The monotonic one starts anywhere, may wrap around, and runs up to 4 % too fast or too slow, now more
 * and now less. The wall clock is set to another time whenever somebody likes; nothing may depend on it.
 */
final class LocalClock {

    private static final int SLOWEST = 96; // percent
    private static final long WIDEST_STEP_NANOS = Duration.ofSeconds(10).toNanos();

    private final SplittableRandom random;
    private long trueBase;
    private long localBase;
    private int percent;
    private long wallOffset;

    LocalClock(SplittableRandom random) {
        this.random = random;
        // Near the end of the clock, so that it wraps within a run.
        this.localBase = Long.MAX_VALUE - (random.nextLong() & 0x3_ffff_ffffL);
        this.percent = anyRate();
    }

    /** What the monotonic clock shows. */
    long at(long trueNanos) {
        return localBase + (trueNanos - trueBase) / 100 * percent;
    }

    /** What the wall clock shows. */
    long wall(long trueNanos) {
        return trueNanos + wallOffset;
    }

    void changeRate(long trueNanos) {
        localBase = at(trueNanos);
        trueBase = trueNanos;
        percent = anyRate();
    }

    void stepWall() {
        wallOffset += random.nextLong(2 * WIDEST_STEP_NANOS) - WIDEST_STEP_NANOS;
    }

    private int anyRate() {
        return SLOWEST + 4 * random.nextInt(3);
    }
}
