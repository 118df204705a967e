package dev.baton.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What events do to a database. All that one call does takes effect exactly once, together with the frontier, or not at
 * all.
 *
 * <p>Called by one thread at a time, the one that calls the sink.
 *
 * @param <E> the events it takes
 */
@FunctionalInterface
public interface JdbcEffects<E> {

    /**
     * Writes the effects of {@code events}, in order. May be called again with the same events when a transaction came
     * to nothing, so what it does outside of {@code connection} may happen more than once.
     *
     * <p>Must not end the transaction: {@code connection} refuses {@code commit}, {@code rollback},
     * {@code setAutoCommit} and {@code close}, and SQL text that does the same would break the promise. Savepoints are
     * allowed. Must return well within the sink's timeout, half of which is the most it may think between two
     * statements: then the server takes it for frozen. Batches of statements keep the number of round trips down.
     *
     * @param connection for this call only
     * @param events must not be kept
     * @throws SQLException if the database refuses; all is rolled back then. A lost connection, a timeout or a deadlock
     *     is tried again by the processor, anything else stops it. Unchecked exceptions that carry an
     *     {@link SQLException} count the same
     */
    void apply(Connection connection, List<E> events) throws SQLException;
}
