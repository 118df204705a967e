package dev.baton.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is alive on the heap while something runs, in a round of its own, as each look costs a collection. For one thread.
 */
final class LiveHeap {

    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MEBI = 1 << 20;

    private final long before = liveBytes();
    private long most;
    private long lookedAt = System.nanoTime();

    /** Looks, once a second at most. */
    void look() {
        if (System.nanoTime() - lookedAt > LOOK_EVERY_NANOS) {
            most = Math.max(most, liveBytes());
            lookedAt = System.nanoTime();
        }
    }

    /** Says how much it was at most {@code whileIt}, such as {@code while it copies}. */
    void print(String whileIt) {
        System.out.printf(
                Locale.ROOT,
                "  live heap %s: at most %.1f MiB; before it %.1f MiB%n",
                whileIt,
                most / MEBI,
                before / MEBI);
    }

    private static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
