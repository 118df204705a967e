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
    WAITS_WITHOUT_MARGIN(4000),
    /** A monitor that has waited for one handover completes the next, begun after an abort that it has not seen (rule H). */
    COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER(3000),
    /** A monitor lists the registrations before it begins the handover (rule H). */
    LISTS_BEFORE_IT_BEGINS,
    /** A consumer's gate opens though nobody can know that it is there (rule H). */
    OPENS_WITHOUT_REGISTERING,
    /** A consumer reads and registers side by side, so that its gate opens by a view from before it had registered (rule H). */
    READS_BESIDE_REGISTERING(2000),
    /** A consumer says that it has stopped, and commits the event in hand afterwards (section 5). */
    STOPS_WITH_AN_EVENT_IN_HAND,
    /** Somebody writes a token that calls a region IN_SYNC though nothing was copied (rule C). */
    PROMOTES_WITHOUT_COPYING,
    /** Somebody writes a token that makes a region active though it is not IN_SYNC (rule S). */
    HANDS_OVER_TO_A_REGION_NOT_IN_SYNC,
    /** A monitor copies before every view that called the region OUT has expired (rule C, step 2). */
    COPIES_WITHOUT_WAITING,
    /** After a handover without a wait, the region that was active catches up while its gate is still open (rule C, step 0). */
    CATCHES_UP_BEHIND_AN_OPEN_GATE(33000),
    /** Copies of an episode that did not end count as held (rule C, step 3). */
    COUNTS_ABORTED_COPIES,
    /** A direct write counts as held though a later one of its producer stands before it (rule C, step 3). */
    COUNTS_WRITES_OUT_OF_ORDER,
    /** Whoever goes on with an episode does not know what was compared before (rule C, step 4). */
    FORGETS_WHAT_IT_HAS_PASSED(2000),
    /** Only what is missing is copied, and not everything from there on (rule C, step 4). */
    COPIES_ONLY_WHAT_IS_MISSING,
    /** Readers do not know of spans (rule C, delivery order). */
    READS_SPANS_IN_LOG_ORDER,
    /** A writer that has lost a copy sends those behind it, so that they stand before it when it is repeated (rule C, step 4). */
    GOES_ON_AFTER_A_LOST_COPY,
    /** What is lacking after its successors counts as the first that is missing (rule C, step 4). */
    TAKES_A_STRAGGLER_FOR_THE_FIRST,
    /** What only the returned region has is given to the source, whatever is missing before it (rule C). */
    GIVES_BACK_OUT_OF_ORDER,
    /** The region is promoted before its span is recorded (rule C, step 5). */
    RECORDS_ITS_SPAN_AFTER_PROMOTING,
    /** A consumer knows the spans from before its gate has opened (rule C, delivery order). */
    READS_THE_JOURNAL_TOO_EARLY,
    /** A handover is aborted though the active region was lost while it caught up, and its log has holes (rule H). */
    ABORTS_WHERE_EVENTS_ARE_MISSING(2000),
    /** The episode ends before everything is copied (rule C, step 5). */
    PROMOTES_BEFORE_COPYING_HAS_ENDED,
    /** An episode promotes what a later one has only begun to copy (rule C, step 5). */
    PROMOTES_ANOTHER_EPISODE,
    /** Whoever was replaced records its span nevertheless (rule C, step 5). */
    ENDS_THOUGH_REPLACED,
    /** The end of the span is taken without looking whether the episode is still under way (rule C, step 5). */
    ENDS_ITS_SPAN_UNSEEN(12000),
    /** The span begins where comparing ended and not where it began (rule C, step 5). */
    BEGINS_ITS_SPAN_TOO_LATE,
    /** Reading is resumed where it was, and not at the first record that is still to come (rule C, delivery order). */
    RESUMES_AT_ITS_POSITION,
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
