package dev.baton.runtime.catchup;

import dev.baton.core.BatonException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one region whole for as long as it runs: whenever it is OUT and answers again, it is caught up. Safe for several threads;
 * its own thread is a daemon.
 */
public final class CatchUpLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUpLoop.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private final CatchUp catchUp;
    private final Thread thread;
    private final Object lock = new Object();
    private boolean closed; // guarded by lock

    /** A loop that drives {@code catchUp}, which becomes its own, once it is started. */
    public CatchUpLoop(CatchUp catchUp, String threadName) {
        this.catchUp = catchUp;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Starts. Call once. */
    public void start() {
        thread.start();
    }

    private void run() {
        try (catchUp) {
            Duration wait = Duration.ZERO;
            while (!isClosedAfter(wait)) {
                wait = step();
            }
        }
    }

    private Duration step() {
        try {
            return pause(catchUp.step());
        } catch (BatonException e) { // a token that is none, say: it may be mended, and is looked at again
            LOG.atWarn()
                    .addKeyValue("event", "catch-up-cannot-go-on")
                    .addKeyValue("why", e.getMessage())
                    .log("Trying again");
            return STUCK;
        }
    }

    private static Duration pause(Turn turn) {
        if (turn instanceof Turn.Waiting waiting) {
            return waiting.again();
        }
        if (turn instanceof Turn.Stuck) {
            return STUCK;
        }
        return turn instanceof Turn.InSync ? IDLE : Duration.ZERO;
    }

    private boolean isClosedAfter(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        synchronized (lock) {
            for (long left = wait.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    closed = true; // nobody but the end of the process interrupts
                }
            }
            return closed;
        }
    }

    /** Ends the loop after the step at hand, and waits for that. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
