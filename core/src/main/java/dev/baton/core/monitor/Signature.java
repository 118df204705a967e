package dev.baton.core.monitor;

import dev.baton.core.token.Audit;
import java.time.Instant;

/**
 * Who would sign a write of the token that may follow; the monitor adds why. Immutable.
 *
 * @param by {@code monitor@} and where it runs, such as {@code monitor@r2}: tells automatic switches from an operator's
 * @param at wall clock; for people only
 * @param writeId fresh and random, for this write alone
 */
public record Signature(String by, Instant at, String writeId) {

    /** What every monitor's name starts with. */
    public static final String MONITOR = "monitor@";

    public Signature {
        if (!by.startsWith(MONITOR)) {
            throw new IllegalArgumentException("by: '" + by + "' is not a monitor's name; it starts with " + MONITOR);
        }
    }

    /** This signature under a change that goes back to this monitor. */
    Audit because(String reason) {
        return new Audit(reason, by, at, writeId);
    }

    /**
     * This signature under the end of a handover that {@code begun} describes. What an operator began stays the operator's,
     * so that nobody counts it as an automatic switch.
     */
    Audit onBehalfOf(Audit begun, String reason) {
        return isAutomatic(begun) ? because(reason) : new Audit(reason, begun.by() + " via " + by, at, writeId);
    }

    static boolean isAutomatic(Audit audit) {
        return audit.by().startsWith(MONITOR);
    }
}
