package dev.baton.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is ready for the sink: limits set, table in place, statements prepared.
 *
 * <p>Not safe for use by several threads.
 */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final String POSTGRES = "PostgreSQL";

    /**
     * One statement for all of them, of which it sets those that the server knows ({@code transaction_timeout}: from 17
     * on); they hold until the connection ends. Whoever freezes inside a transaction loses it, and with it its locks,
     * after half the timeout; whoever waits for those locks may wait for the whole of it, or the two would race.
     */
    private static final String POSTGRES_LIMITS = "SELECT set_config(name, CASE WHEN name ="
            + " 'idle_in_transaction_session_timeout' THEN ? ELSE ? END, false) FROM pg_settings WHERE name IN"
            + " ('idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout', 'transaction_timeout')";

    private final Connection connection;
    private final Connection guarded;
    private final FrontierRows frontiers;
    private boolean ended = true;

    private Session(Connection connection, FrontierRows frontiers) {
        this.connection = connection;
        this.guarded = GuardedConnection.of(connection);
        this.frontiers = frontiers;
    }

    /** Takes over {@code connection}, which is closed if this fails. */
    static Session open(Connection connection, JdbcSinkOptions options, Duration patience) throws SQLException {
        boolean opened = false;
        try {
            limitReads(connection, patience);
            connection.setAutoCommit(false);
            boolean postgres = connection.getMetaData().getDatabaseProductName().equals(POSTGRES);
            if (postgres) {
                limitPostgres(connection, options.timeout());
            }
            FrontierTable table = FrontierTable.ensure(connection, options.table());
            FrontierRows rows = new FrontierRows(connection, table, options.group());
            if (!postgres) {
                rows.limit((int) options.timeout().plusMillis(999).toSeconds());
            }
            opened = true;
            return new Session(connection, rows);
        } finally {
            if (!opened) {
                discard(connection);
            }
        }
    }

    Connection connection() {
        return connection;
    }

    /** The connection for effects. */
    Connection guarded() {
        return guarded;
    }

    FrontierRows frontiers() {
        return frontiers;
    }

    /** True if it is known that the connection cannot be used any more. Asks nobody. */
    boolean isClosed() throws SQLException {
        return connection.isClosed();
    }

    /** A transaction begins. */
    void begin() {
        ended = false;
    }

    /** Commits. An error that does not say for certain that all was rolled back is an {@link SQLTransientException}. */
    void commit() throws SQLException {
        try {
            connection.commit();
            ended = true;
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.REFUSED) {
                throw e;
            }
            throw new SQLTransientException("the answer to COMMIT is missing: " + Failure.describe(e), e);
        }
    }

    /** Rolls back what was not committed. */
    void end() throws SQLException {
        if (!ended) {
            connection.rollback();
            ended = true;
        }
    }

    /** Rolls back and closes, as far as possible. */
    void discard() {
        discard(connection);
    }

    private static void discard(Connection connection) {
        try {
            // Never closed with an open transaction: some drivers (Oracle's) commit it then.
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection that is given up could not be rolled back: {}", Failure.describe(e));
            abort(connection);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A connection that is given up could not be closed: {}", Failure.describe(e));
        }
    }

    private static void limitReads(Connection connection, Duration patience) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
        } catch (SQLFeatureNotSupportedException e) {
            LOG.debug("The driver knows no network timeout; the watchdog alone bounds it: {}", Failure.describe(e));
        }
    }

    private static void limitPostgres(Connection connection, Duration timeout) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSTGRES_LIMITS)) {
            statement.setString(1, Long.toString(timeout.dividedBy(2).toMillis()));
            statement.setString(2, Long.toString(timeout.toMillis()));
            statement.executeQuery().close();
            connection.commit();
        }
    }
}
