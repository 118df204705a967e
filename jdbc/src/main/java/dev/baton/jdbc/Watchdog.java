package dev.baton.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a connection whose work takes too long, so that whatever waits on it ends with an error.
 *
 * <p>Socket timeouts are not enough: they bound each read, not the whole of a transaction, and no write. A large batch
 * to a server that is frozen, or behind a cut network, would wait in a write for as long as TCP likes.
 *
 * <p>Safe for any thread; has one of its own once something has been watched.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final String name;
    private final ScheduledThreadPoolExecutor timer;

    /** A watchdog over connections to what messages call {@code name}. */
    Watchdog(String name) {
        this.name = name;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "baton-jdbc-watchdog"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Does the work in the calling thread, and cuts the connection if it lasts longer than {@code atMost}.
     *
     * @throws SQLException that of the work; an {@link SQLTimeoutException} that holds it if the connection was cut
     */
    <R> R within(Duration atMost, Connection connection, Work<R> work) throws SQLException {
        AtomicBoolean expired = new AtomicBoolean();
        Future<?> alarm = timer.schedule(() -> cut(connection, expired), atMost.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return work.run();
        } catch (SQLException e) {
            if (expired.get()) {
                throw new SQLTimeoutException("it took longer than " + atMost.toMillis() + " ms and was cut off", e);
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    /** Ends its thread. Cuts nothing. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void cut(Connection connection, AtomicBoolean expired) {
        expired.set(true);
        LOG.warn("{} did not answer in time; the connection is cut and will be opened anew", name);
        try {
            // In a thread of its own: over TLS even this may wait, for the writer that it is meant to end.
            connection.abort(work -> daemon(work, "baton-jdbc-abort").start());
        } catch (SQLException e) {
            LOG.warn("The connection to {} could not be cut: {}", name, Failure.describe(e));
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What is done on the connection. */
    @FunctionalInterface
    interface Work<R> {
        R run() throws SQLException;
    }
}
