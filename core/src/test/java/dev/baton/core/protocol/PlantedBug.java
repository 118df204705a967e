package dev.baton.core.protocol;

/** What may be done wrong on purpose, to see that the model would notice. */
enum PlantedBug {
    NONE,
    /** A producer acknowledges by a view that has expired (rule A). */
    ACKNOWLEDGES_BY_A_STALE_VIEW,
    /** A reader counts ttl from the answer and not from the request (rule V). */
    TRUSTS_A_VIEW_FROM_ITS_ARRIVAL,
    /** A monitor completes a handover at once (rule H). */
    COMPLETES_WITHOUT_WAITING,
    /** A monitor waits for ttl and forgets that clocks run at different rates (rule V). */
    WAITS_WITHOUT_MARGIN(2163),
    /** A monitor that has waited for one handover completes the next, begun after an abort that it has not seen (rule H). */
    COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER,
    /** A monitor lists the registrations before it begins the handover (rule H). */
    LISTS_BEFORE_IT_BEGINS,
    /** A consumer's gate opens though nobody can know that it is there (rule H). */
    OPENS_WITHOUT_REGISTERING,
    /** A consumer reads and registers side by side, so that its gate opens by a view from before it had registered (rule H). */
    READS_BESIDE_REGISTERING(4395),
    /** A consumer says that it has stopped, and commits the event in hand afterwards (section 5). */
    STOPS_WITH_AN_EVENT_IN_HAND,
    /** Somebody writes a token that calls a region IN_SYNC though nothing was copied (rule C). */
    PROMOTES_WITHOUT_COPYING,
    /** Somebody writes a token that makes a region active though it is not IN_SYNC (rule S). */
    HANDS_OVER_TO_A_REGION_NOT_IN_SYNC,
    /** A monitor copies before every view that called the region OUT has expired (rule C, step 2). */
    COPIES_WITHOUT_WAITING,
    /** After a handover without a wait, the region that was active catches up while its gate is still open (rule C, step 0). */
    CATCHES_UP_BEHIND_AN_OPEN_GATE(8839),
    /** The sink lets anybody commit, whatever the claim (rule F). */
    DOES_NOT_FENCE;

    private final long huntFrom;

    PlantedBug() {
        this(0);
    }

    PlantedBug(long huntFrom) {
        this.huntFrom = huntFrom;
    }

    /** The seed to begin with: a bug that shows in few histories would be long in showing from 0. */
    long huntFrom() {
        return huntFrom;
    }
}
