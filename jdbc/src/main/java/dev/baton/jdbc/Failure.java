package dev.baton.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an exception of a driver, or one that carries it, says about the transaction that it ended. */
enum Failure {

    /** The database, the way to it or somebody else's lock was in the way: the same work may succeed later. */
    PASSING,

    /** The database answered that this work is wrong, and rolled it back; it would be refused again. */
    REFUSED,

    /** Nothing that can be relied on. */
    UNCLEAR;

    /**
     * SQLState classes: connection, rollback (deadlock, serialization), resources, operator's intervention, system
     * error.
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    /**
     * PostgreSQL's lock timeout and its limits on idle and long transactions, and a server that has become read-only,
     * which is what one connected to a former primary sees.
     */
    private static final Set<String> PASSING_STATES = Set.of("55P03", "25P03", "25P04", "25006");

    /** The one state of class 40 that blames the work: a constraint that was checked at commit. */
    private static final String CONSTRAINT_AT_COMMIT = "40002";

    private static final int MAX_DEPTH = 20;

    static Failure of(Throwable thrown) {
        Failure verdict = UNCLEAR;
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            if (next instanceof SQLException e && isPassing(e)) {
                return PASSING;
            }
            if (next instanceof SQLException e && e.getSQLState() != null) {
                verdict = REFUSED;
            }
            next = next.getCause();
        }
        return verdict;
    }

    /** True if a row with this key was there already; inserting it again has changed nothing. */
    static boolean isDuplicateKey(SQLException e) {
        return stateOf(e).startsWith("23");
    }

    /** True if the database cannot be used as configured: user, password or database name (classes 28 and 3D). */
    static boolean isMisconfiguration(SQLException e) {
        String state = stateOf(e);
        return state.startsWith("28") || state.startsWith("3D");
    }

    /** For messages: what the driver said, with its code. */
    static String describe(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String state = e instanceof SQLException sql ? stateOf(sql) : "";
        return state.isEmpty() ? text : text + " (SQLState " + state + ")";
    }

    private static boolean isPassing(SQLException e) {
        String state = stateOf(e);
        if (state.equals(CONSTRAINT_AT_COMMIT)) {
            return false;
        }
        return e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || e instanceof SQLNonTransientConnectionException
                || PASSING_STATES.contains(state)
                || state.length() >= 2 && PASSING_CLASSES.contains(state.substring(0, 2));
    }

    private static String stateOf(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
