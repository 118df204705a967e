package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;

/** What a monitor should do right now. Immutable; equal decisions mean the same, so that only changes need to be reported. */
public sealed interface Decision {

    /** All is well, or there is only something to wait for. */
    record Nothing() implements Decision {}

    /**
     * Write {@code next} by compare-and-set on the token that was decided upon; the why is in its audit.
     *
     * @param change what it changes
     * @param region whom it concerns
     * @param next the token to write
     */
    record Write(Change change, RegionId region, Token next) implements Decision {
        /** Such as {@code demote r1}. */
        public String what() {
            return change.verb() + " " + region;
        }

        /** One sentence for people. */
        public String why() {
            return next.audit().reason();
        }
    }

    /**
     * Write nothing, since the policy is to observe; say this instead.
     *
     * @param what would be written, one change after the other, such as {@code demote r1, begin handover to r2}
     * @param why the first of them
     */
    record WouldWrite(String what, String why) implements Decision {}

    /**
     * Something ought to be done and must not or cannot be.
     *
     * @param why one sentence for people, with what they can do
     */
    record Held(String why) implements Decision {}

    /** The changes of the token that a monitor makes. */
    enum Change {
        DEMOTE("demote"),
        BEGIN_HANDOVER("begin handover to"),
        COMPLETE_HANDOVER("complete handover to"),
        ABORT_HANDOVER("abort handover to");

        private final String verb;

        Change(String verb) {
            this.verb = verb;
        }

        String verb() {
            return verb;
        }
    }
}
