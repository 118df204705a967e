package dev.baton.core.monitor;

import dev.baton.core.token.Token;

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
     * to, would put off the end of the handover for ever (rule H). The token tells that it goes on, however many versions were missed.
     */
    Sighting followedBy(Token next, long nowNanos) {
        boolean goesOn = token.handover() != null && token.handover().equals(next.handover());
        return goesOn ? new Sighting(next, firstSeenNanos, consumersStopped) : new Sighting(next, nowNanos, false);
    }

    /** The change of the term from here to {@code next}; {@code next} has a higher term. */
    TermChange termChangeTo(Token next, long nowNanos) {
        long terms = next.term().value() - token.term().value();
        long versions = next.version() - token.version();
        // The shortest way to the next term is to complete a handover, or to begin and complete one. If that was the
        // way, the
        // audit at hand is that of the completion. Otherwise nobody knows, and the budget takes the worst for granted.
        boolean auditIsOfTheSwitch = terms == 1 && versions == (token.handoverTo() != null ? 1 : 2);
        boolean byOperator = auditIsOfTheSwitch && !Signature.isAutomatic(next.audit());
        return new TermChange(nowNanos, byOperator ? 0 : terms);
    }
}
