package dev.baton.testkit.quorum;

/** A mistake made on purpose, to see that the simulation notices it. */
public enum Flaw {
    NONE,
    /** A ballot is used again, for another value, after an attempt of unknown outcome. */
    BALLOT_REUSED,
    /** A lead names the states that its acceptors hold now, and not those that hold its promise. */
    TAG_FROM_ANOTHER_READ,
    /** Each put names whatever its acceptor holds when it is sent, and not the state that was judged. */
    GUARD_ON_ANOTHER_VERSION,
    /** Puts are unconditional, so that late ones count. */
    UNCONDITIONAL_PUTS,
    /** A read returns the highest that two acceptors show, and writes nothing back. */
    PLAIN_READ,
    /** Two proposers have one name, so that their ballots tie. */
    TIED_BALLOTS,
    /** An emptied store counts as one that never held anything. */
    AMNESIA,
    /** An emptied store gets a copy of what one other store holds. */
    REPAIR_BY_COPY,
    /** A store gives the tag of a former state to another one. */
    TAGS_REPEAT,
    /** A write of unknown outcome is reported as one that failed. */
    UNKNOWN_IS_FAILED,
    /** A view is made from two glances at the same acceptor. */
    GLANCES_AT_ONE_ACCEPTOR;

    /** True if it shows only where a store was emptied. */
    boolean concernsEmptiedStores() {
        return this == AMNESIA || this == REPAIR_BY_COPY;
    }
}
