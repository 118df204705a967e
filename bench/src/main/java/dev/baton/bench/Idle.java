package dev.baton.bench;

import java.lang.management.ManagementFactory;

/** What this process costs while nothing is to be done. */
final class Idle {

    private Idle() {}

    /** How much of one core it uses for so long. */
    static double share(long millis) throws InterruptedException {
        long before = cpuNanos();
        long started = System.nanoTime();
        Thread.sleep(millis);
        return (double) (cpuNanos() - before) / (System.nanoTime() - started);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
