package dev.baton.core.monitor;

import dev.baton.core.token.Token;
import java.util.Optional;

/**
 * The newest version of the token that a monitor has read.
 *
 * @param token that version
 * @param firstSeenNanos when the first read that gave this version had ended, or an earlier one of the same handover: it was
 *     written before, so every view of an older version was requested before (rule V)
 * @param consumersStopped true if, some time after that, no consumer of the active region was registered and running
 */
record Sighting(Token token, long firstSeenNanos, boolean consumersStopped) {

    /**
     * The sighting of {@code next}, which is newer. A handover that goes on has kept every gate closed since it was first seen, so
     * what was seen of it stays: otherwise a region that is demoted and caught up over and over, as it can be read but not written
     * to, would put off the end of the handover for ever (rule H). It goes on until the term ends, however many versions were missed.
     */
    Sighting followedBy(Token next, long nowNanos) {
        boolean goesOn = token.handoverTo() != null && token.term().equals(next.term());
        return goesOn ? new Sighting(next, firstSeenNanos, consumersStopped) : new Sighting(next, nowNanos, false);
    }

    /** The switch from here to {@code next}; empty if the baton has stayed: nothing has ended, or one handover, by an abort or in place. */
    Optional<Switch> switchTo(Token next, long nowNanos) {
        long terms = next.term().value() - token.term().value();
        if (terms == 0 || terms == 1 && next.active().equals(token.active())) {
            return Optional.empty();
        }
        long versions = next.version() - token.version();
        // The shortest way is to complete a handover, or to begin and complete one. If that was the way, the audit at
        // hand is
        // that of the completion. Otherwise nobody knows, and the budget takes the worst for granted.
        boolean auditIsOfTheSwitch = terms == 1 && versions == (token.handoverTo() != null ? 1 : 2);
        boolean byOperator = auditIsOfTheSwitch && !Signature.isAutomatic(next.audit());
        return Optional.of(new Switch(nowNanos, byOperator ? 0 : terms));
    }
}
