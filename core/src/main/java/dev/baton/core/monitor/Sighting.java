package dev.baton.core.monitor;

import dev.baton.core.token.Token;

/**
 * The newest version of the token that a monitor has read.
 *
 * @param token that version
 * @param firstSeenNanos when the first read that gave this version had ended: it was written before, so every view of an older
 *     version was requested before (rule V)
 * @param consumersStopped true if, some time after that, no consumer of the active region was registered and running
 */
record Sighting(Token token, long firstSeenNanos, boolean consumersStopped) {

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
