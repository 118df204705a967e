package dev.baton.runtime.handover;

import dev.baton.core.token.Token;
import java.time.Duration;

/** How an order ended. Immutable. */
public sealed interface HandoverOutcome {

    /** Why the handover could be completed. */
    enum Finish {
        /** Every consumer of the old region has reported its stop. */
        CONSUMERS_STOPPED,
        /** Every view from before has expired. */
        VIEWS_EXPIRED,
        /** Every sink is fenced, so nobody has to be waited for. */
        FENCED,
        /** A monitor, or another operator, has completed it first. */
        BY_ANOTHER
    }

    /**
     * The baton is where it was wanted.
     *
     * @param token as it is now
     * @param begun after the order was given
     * @param completed after the order was given
     */
    record Completed(Token token, Finish finish, Duration begun, Duration completed) implements HandoverOutcome {}

    /** A rule forbids it. Nothing is left half done. */
    record Refused(String rule, String why) implements HandoverOutcome {}

    /** The handover was begun and then given up, so that {@code token} rests again, or goes elsewhere. */
    record Aborted(Token token, String why) implements HandoverOutcome {}

    /**
     * The time is up, and nobody knows whether it has happened or may still do so; or it has begun and can be neither completed nor
     * aborted now. Never take it as failed.
     */
    record Unsettled(String why) implements HandoverOutcome {}
}
