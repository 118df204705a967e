package dev.baton.core.protocol;

import java.util.Random;

/**
 * The monotonic clock of one process: it starts anywhere, may wrap around, and runs up to 4 % too fast or too slow.
 *
 * @param offset what it shows when the world begins
 * @param percent its rate
 */
record LocalClock(long offset, int percent) {

    static LocalClock any(Random random) {
        // Near the end of the clock, so that it wraps within a run.
        long offset = Long.MAX_VALUE - (random.nextLong() & 0x3_ffff_ffffL);
        return new LocalClock(offset, 96 + 4 * random.nextInt(3));
    }

    long at(long trueNanos) {
        return offset + trueNanos / 100 * percent;
    }
}
