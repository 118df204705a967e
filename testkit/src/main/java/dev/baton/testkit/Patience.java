package dev.baton.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a condition that another process brings about, never longer than a deadline.
 *
 * <p>For code that runs the testbed; tests themselves are better served by Awaitility. Stateless and safe for any
 * thread.
 */
public final class Patience {

    private static final Duration POLL = Duration.ofMillis(10);

    private Patience() {}

    /**
     * Returns true as soon as the condition holds, false when it did not within the given time.
     *
     * <p>The condition is evaluated at least once, in the calling thread, about every 10 ms.
     *
     * @throws TestbedException if the thread is interrupted; its interrupt flag is set again
     */
    public static boolean holdsWithin(Duration atMost, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start >= atMost.toNanos()) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    /**
     * Returns when the condition holds; otherwise throws with the message, which is only built then.
     *
     * @throws TestbedException if the condition does not hold in time, or the thread is interrupted
     */
    public static void await(Duration atMost, BooleanSupplier condition, Supplier<String> message) {
        if (!holdsWithin(atMost, condition)) {
            throw new TestbedException(message.get());
        }
    }

    /**
     * Returns after that time, for what nobody can be asked about.
     *
     * @throws TestbedException if the thread is interrupted; its interrupt flag is set again
     */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("Interrupted while waiting; what was waited for may still happen.", e);
        }
    }
}
