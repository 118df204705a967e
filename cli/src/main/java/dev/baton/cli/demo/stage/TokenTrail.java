package dev.baton.cli.demo.stage;

import dev.baton.core.BatonException;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the token every 10 ms and keeps each version with the time at which it was first seen. Safe for any thread; its own is a
 * daemon.
 */
public final class TokenTrail implements AutoCloseable {

    private static final long POLL_NANOS = 10_000_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final TokenStore store;
    private final List<Sighting> sightings = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * A version of the token.
     *
     * @param atMicros when it was first seen, in microseconds since 1970
     */
    public record Sighting(long atMicros, Token token) {}

    /** Looks from now on. */
    TokenTrail(TokenStore store) {
        this.store = store;
        this.thread = new Thread(this::run, "token-trail");
        thread.setDaemon(true);
        thread.start();
    }

    /** All versions seen so far, oldest first. */
    public List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    /** The newest version seen; null if none was. */
    public @Nullable Token newest() {
        List<Sighting> all = sightings();
        return all.isEmpty() ? null : all.get(all.size() - 1).token();
    }

    private void run() {
        while (!closed) {
            look();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void look() {
        try {
            Token token = store.read();
            Token last = newest();
            if (last == null || token.version() > last.version()) {
                sightings.add(new Sighting(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), token));
            }
        } catch (BatonException e) {
            // The next look is 10 ms away; who relies on the token reports its troubles.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
