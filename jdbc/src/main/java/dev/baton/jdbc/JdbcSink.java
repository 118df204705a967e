package dev.baton.jdbc;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.Invariants;
import dev.baton.core.LogId;
import dev.baton.core.SinkFailedException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.TransactionalSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Each event takes effect exactly once in a relational database, whatever fails: effects and frontier are one
 * transaction, and a process that has been replaced can commit nothing (rule F).
 *
 * <p>The effects come first and the fence last, right before the commit: the row that the next holder of the baton
 * needs is locked for the shortest time, and a process that freezes in the middle of its effects does not hold up a
 * claim. What its effects had locked is free again after half the timeout of {@link JdbcSinkOptions}.
 *
 * <p>A call ends within one and a quarter times the timeout, and within three and a half times if it has to connect
 * first. It is made by one thread at a time. A connection is opened by the first call that needs one; after an error it
 * is given up, and the next call opens another.
 *
 * @param <E> the events it takes
 */
public final class JdbcSink<E> implements TransactionalSink<E> {

    /** The first may meet a row that came between, the second raises its term; the third is for bad luck. */
    private static final int CLAIM_ATTEMPTS = 3;

    private static final Comparator<Map.Entry<Claim, Frontier>> BY_LOG =
            Comparator.comparing(entry -> entry.getKey().log());

    private final JdbcSinkOptions options;
    private final JdbcEffects<E> effects;
    private final Watchdog watchdog;
    private final Duration patience;
    private @Nullable Session current;
    private boolean wasConnected;
    private boolean closed;

    /** A sink that connects at its first call. */
    public JdbcSink(JdbcSinkOptions options, JdbcEffects<E> effects) {
        this.options = options;
        this.effects = effects;
        this.watchdog = new Watchdog(options.database().toString());
        // A little more than the server's own timeouts, whose errors are the clearer ones.
        this.patience = options.timeout().plus(options.timeout().dividedBy(4));
    }

    /**
     * {@inheritDoc}
     *
     * @throws InvalidConfigurationException if the database refuses the user or does not exist, at the first
     *     connection; or if the table is missing and cannot be created
     * @throws SinkFailedException if the stored frontier is none, or the database refuses the statements
     */
    @Override
    public ClaimOutcome claim(LogId log, Term term) {
        for (int attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
            Optional<ClaimOutcome> outcome = ask("claiming " + log, session -> {
                Optional<ClaimOutcome> claimed = session.frontiers().claim(log, term);
                if (claimed.isPresent() && claimed.get() instanceof ClaimOutcome.Claimed) {
                    session.commit();
                }
                return claimed;
            });
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new StoreUnavailableException("Claiming " + log + " for " + place() + " met other claimants "
                + CLAIM_ATTEMPTS + " times in a row; nothing was claimed. Try again.");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two round trips beside those of the effects: the frontiers of all logs in one batch, and the commit itself.
     *
     * @throws SinkFailedException if the database refuses the effects, or they fail by themselves; nothing has taken
     *     effect then
     */
    @Override
    public CommitOutcome commit(List<E> events, Map<Claim, Frontier> frontiers) {
        long logs = frontiers.keySet().stream().map(Claim::log).distinct().count();
        Invariants.check(
                logs > 0 && logs == frontiers.size(),
                "a commit needs one claim for each of its logs, got " + frontiers.keySet());
        List<Map.Entry<Claim, Frontier>> byLog =
                frontiers.entrySet().stream().sorted(BY_LOG).toList();
        try {
            return transact(session -> commit(session, events, byLog));
        } catch (SQLException e) {
            String what = events.size() + " events of " + logs(byLog) + " for " + place();
            if (Failure.of(e) == Failure.PASSING) {
                return new CommitOutcome.Unknown("Committing " + what + " failed: " + Failure.describe(e));
            }
            throw new SinkFailedException(
                    "The effects of " + what + " were refused and rolled back: " + Failure.describe(e)
                            + ". Nothing of them has taken effect. Mend the effects or the data, then start again.",
                    e);
        }
    }

    @Override
    public Frontier peek(LogId log) {
        return ask(
                "reading the frontier of " + log, session -> session.frontiers().read(log));
    }

    /** Ends the connection; without effect if that has been done. */
    @Override
    public void close() {
        closed = true;
        Session session = current;
        current = null;
        if (session != null) {
            session.discard();
        }
        watchdog.close();
    }

    private CommitOutcome commit(Session session, List<E> events, List<Map.Entry<Claim, Frontier>> frontiers)
            throws SQLException {
        apply(session.guarded(), events);
        Optional<Claim> lost = session.frontiers().advance(frontiers);
        if (lost.isPresent()) {
            Claim claim = lost.get();
            return new CommitOutcome.Superseded(
                    claim.log() + " of group '" + options.group() + "' is no longer claimed in term " + claim.term()
                            + " at version " + claim.version() + ": another claim came after it");
        }
        session.commit();
        return new CommitOutcome.Committed();
    }

    private void apply(Connection connection, List<E> events) throws SQLException {
        try {
            effects.apply(connection, events);
        } catch (RuntimeException e) {
            // Whatever foreign code throws; libraries over JDBC wrap what the driver threw, and Failure looks inside.
            throw new SQLException("the effects threw " + e, e);
        }
    }

    private <R> R ask(String what, Work<R> work) {
        try {
            return transact(work);
        } catch (SQLException e) {
            String problem = Failure.describe(e);
            if (Failure.of(e) == Failure.REFUSED) {
                throw new SinkFailedException(
                        "The database refused " + what + " for " + place() + ": " + problem
                                + ". Nothing has changed. Mend what it says, then start again.",
                        e);
            }
            throw new StoreUnavailableException(
                    "No answer when " + what + " for " + place() + ": " + problem
                            + ". Try again; if it lasts, look at the database and the way to it.",
                    e);
        }
    }

    /**
     * Runs one transaction; what it has not committed is rolled back. After an exception the connection is given up.
     */
    private <R> R transact(Work<R> work) throws SQLException {
        Invariants.check(!closed, "the sink of group '" + options.group() + "' is closed");
        Session session = session();
        return watchdog.within(patience, session.connection(), () -> {
            boolean done = false;
            try {
                session.begin();
                R result = work.on(session);
                session.end();
                done = true;
                return result;
            } finally {
                if (!done) {
                    current = null;
                    session.discard();
                }
            }
        });
    }

    private Session session() throws SQLException {
        Session open = current;
        if (open != null && !open.isClosed()) {
            return open;
        }
        current = null;
        Connection connection = connect();
        Session opened = watchdog.within(patience, connection, () -> Session.open(connection, options, patience));
        current = opened;
        wasConnected = true;
        return opened;
    }

    private Connection connect() throws SQLException {
        try {
            return options.database().connect(options.timeout());
        } catch (SQLException e) {
            if (!wasConnected && Failure.isMisconfiguration(e)) {
                throw new InvalidConfigurationException(
                        "Database " + options.database() + " refuses the connection: " + Failure.describe(e)
                                + ". Check user, password and database name.",
                        e);
            }
            throw e;
        }
    }

    private String place() {
        return "group '" + options.group() + "' at " + options.database();
    }

    private static String logs(List<Map.Entry<Claim, Frontier>> frontiers) {
        return frontiers.stream().map(entry -> entry.getKey().log().toString()).collect(Collectors.joining(", "));
    }

    /** Part of a transaction. */
    @FunctionalInterface
    private interface Work<R> {
        R on(Session session) throws SQLException;
    }
}
