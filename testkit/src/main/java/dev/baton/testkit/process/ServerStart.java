package dev.baton.testkit.process;

import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a server process to serve, and begins anew when another process took its port before it could bind it.
 *
 * <p>For one thread at a time.
 */
public final class ServerStart {

    private static final int MAX_ATTEMPTS = 5;
    private static final int TAIL_LINES = 40;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private final Supplier<ChildProcess> process;
    private final BooleanSupplier serves;
    private final Runnable beginAnew;

    /**
     * @param process the present process
     * @param serves true when it answers as it should; asked again and again while the process lives
     * @param beginAnew starts another process, with other ports if nobody relies on them yet
     */
    public ServerStart(Supplier<ChildProcess> process, BooleanSupplier serves, Runnable beginAnew) {
        this.process = process;
        this.serves = serves;
        this.beginAnew = beginAnew;
    }

    /**
     * Returns when the server serves.
     *
     * @throws TestbedException with the end of its log if it dies, or does not serve in time
     */
    public void await(Duration atMost) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            Duration left = atMost.minusNanos(System.nanoTime() - start);
            boolean ended = Patience.holdsWithin(left, () -> hasEnded() || serves.getAsBoolean());
            if (ended && !hasEnded()) {
                return;
            }
            if (!hasEnded() || !portWasTaken() || attempt == MAX_ATTEMPTS) {
                throw new TestbedException(failure(atMost));
            }
            Patience.pause(BETWEEN_ATTEMPTS);
            beginAnew.run();
        }
    }

    private boolean hasEnded() {
        return !process.get().isAlive();
    }

    private boolean portWasTaken() {
        return process.get().logTail(Integer.MAX_VALUE).contains("Address already in use");
    }

    private String failure(Duration atMost) {
        ChildProcess failed = process.get();
        String what = failed.exitCode().isPresent()
                ? "ended with exit code " + failed.exitCode().getAsInt()
                : "did not answer within " + atMost.toMillis() + " ms";
        return failed.name() + " " + what + " while it started. Its log is " + failed.log() + "; the last lines:\n"
                + failed.logTail(TAIL_LINES);
    }
}
