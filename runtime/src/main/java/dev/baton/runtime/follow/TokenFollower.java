package dev.baton.runtime.follow;

import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something for the token, over and over, in a thread of its own, a daemon: nobody who tells it of a new token waits for it.
 * Safe for use by several threads.
 */
public final class TokenFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFollower.class);
    private static final Duration BROKEN = Duration.ofSeconds(10);
    private static final long CLOSE_MILLIS = 5_000;

    private final Function<Token, Duration> turn;
    private final Thread thread;
    private final Object lock = new Object();
    private @Nullable Token newest; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * A follower that does nothing before {@link #start}.
     *
     * @param turn does one thing with the newest token, and says when it is to be called again at the latest; a new token calls it at
     *     once
     */
    public TokenFollower(String threadName, Function<Token, Duration> turn) {
        this.turn = turn;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Starts; the first turn waits for a token. Call once. */
    public void start() {
        thread.start();
    }

    /** There is a newer token. Returns at once. */
    public void tokenChanged(Token token) {
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
            return turn.apply(token);
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("event", "follower-broken")
                    .addKeyValue("thread", thread.getName())
                    .setCause(bug)
                    .log("What follows the token failed in a way that it must not; it goes on");
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

    /** Interrupts what is under way, and waits 5 s at most for its end. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        thread.interrupt(); // what is under way ends early
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
