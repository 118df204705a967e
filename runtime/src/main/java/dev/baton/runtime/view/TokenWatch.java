package dev.baton.runtime.view;

import dev.baton.core.BatonException;
import dev.baton.core.token.TokenStore;
import dev.baton.core.token.View;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the token every {@code poll}, a little early at random so that many processes do not ask in step, and hands each view to
 * one listener on its own thread. A store that does not answer is asked again; the last view then expires by itself (rule V).
 *
 * <p>Safe for use by several threads. The thread is a daemon; {@link #close} ends it within the deadline of one store call.
 */
public final class TokenWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
    /** How much of the poll interval the jitter may take off. */
    private static final double JITTER = 0.2;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    /** What the watch needs from outside. */
    public record Ports(ViewSource views, LongSupplier nanoTime, DoubleSupplier random) {

        /** Views that are a read of {@code store} each. */
        public Ports(TokenStore store, LongSupplier nanoTime, DoubleSupplier random) {
            this(ViewSource.of(store, nanoTime), nanoTime, random);
        }
    }

    /** Takes the views that the watch reads. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A view was read. Called on the watch's thread, one at a time; delays the next read, so it must end soon.
         *
         * @return when to look again at the latest; the watch's own interval bounds it
         * @throws BatonException counts as a failed read: it is logged, and the token is read again
         */
        Duration observed(View view);
    }

    private final Ports ports;
    private final Duration poll;
    private final Listener listener;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch firstRead = new CountDownLatch(1);
    private boolean failing; // confined to the thread

    /** A watch that does not read before {@link #start}. */
    public TokenWatch(Ports ports, Duration poll, String threadName, Listener listener) {
        this.ports = ports;
        this.poll = poll;
        this.listener = listener;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Starts reading. Call once. */
    public void start() {
        thread.start();
    }

    /** Waits until a first view was handed over; false if that took longer than {@code deadline}. */
    public boolean awaitFirstRead(Duration deadline) throws InterruptedException {
        return firstRead.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        while (!closed.get()) {
            Duration next = readOnce();
            if (!next.isZero()) {
                pause(next);
            }
        }
    }

    private Duration readOnce() {
        try {
            View view = ports.views().look();
            Duration wish = listener.observed(view);
            recovered();
            firstRead.countDown();
            return wish.compareTo(poll) < 0 ? wish : jittered();
        } catch (BatonException e) {
            failed(e);
            return jittered();
        }
    }

    private Duration jittered() {
        return Duration.ofNanos(
                (long) (poll.toNanos() * (1 - JITTER * ports.random().getAsDouble())));
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.atInfo().addKeyValue("event", "token-readable").log("The token can be read again");
        }
    }

    private void failed(BatonException e) {
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("event", "token-unreadable")
                    .addKeyValue("why", e.getMessage())
                    .log("The token cannot be read; going on with the last view until it expires");
        }
    }

    private void pause(Duration duration) {
        try {
            synchronized (closed) {
                if (!closed.get()) {
                    TimeUnit.NANOSECONDS.timedWait(closed, duration.toNanos());
                }
            }
        } catch (InterruptedException e) {
            closed.set(true); // only close() interrupts
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        synchronized (closed) {
            closed.set(true);
            closed.notifyAll();
        }
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
