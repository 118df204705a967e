package dev.baton.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/** Counts what the current thread allocates; for promises such as "reading allocates nothing". */
public final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 5;

    private Allocations() {}

    /** The bytes that {@code work} allocates in one run: the least of several, as the first ones load and link classes. */
    public static long of(Runnable work) {
        return LongStream.range(0, RUNS).map(run -> ofOneRun(work)).min().orElseThrow();
    }

    /** The bytes that {@code work} allocates when it is run just once. */
    public static long ofOneRun(Runnable work) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
