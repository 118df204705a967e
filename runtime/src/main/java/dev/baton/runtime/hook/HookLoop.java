package dev.baton.runtime.hook;

import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one hook in a thread of its own, a daemon. Nothing waits for it. Safe for use by several threads. */
final class HookLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookLoop.class);
    private static final Duration BROKEN = Duration.ofSeconds(10);
    private static final long CLOSE_MILLIS = 5_000;

    private final HookTask task;
    private final Thread thread;
    private final Object lock = new Object();
    private @Nullable Token newest; // guarded by lock
    private boolean closed; // guarded by lock

    HookLoop(String name, HookTask task) {
        this.task = task;
        this.thread = new Thread(this::run, "baton-hook-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void tokenChanged(Token token) {
        synchronized (lock) {
            newest = token;
            lock.notifyAll();
        }
    }

    private void run() {
        Token token = await(null, Duration.ZERO);
        while (token != null) {
            token = await(token, turn(token));
        }
    }

    private Duration turn(Token token) {
        try {
            return task.turn(token);
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("event", "hook-broken")
                    .setCause(bug)
                    .log("A hook failed in a way that it must not; it goes on");
            return BROKEN;
        }
    }

    /** The newest token after that time, or as soon as it is another than {@code seen}; null once it is closed. */
    private @Nullable Token await(@Nullable Token seen, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (!closed) {
                long left = end - System.nanoTime();
                if (newest != null && (!newest.equals(seen) || left <= 0)) {
                    return newest;
                }
                try {
                    if (newest == null) {
                        lock.wait();
                    } else {
                        TimeUnit.NANOSECONDS.timedWait(lock, left);
                    }
                } catch (InterruptedException e) {
                    closed = true; // only close() interrupts
                }
            }
            return null;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        thread.interrupt(); // a command that runs is killed; who runs next tries again
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
