package dev.baton.testkit.simulation;

/**
 * What may be done wrong on purpose, to see that the simulator would notice. Where a bug shows in few histories, its number is a seed
 * shortly before one that shows it, and its profile the kind of histories that it is looked for in.
 */
enum PlantedBug {
    NONE,
    /** A producer acknowledges by a view that has expired (rule A). */
    ACKNOWLEDGES_BY_A_STALE_VIEW,
    /** A reader counts ttl from the answer and not from the request (rule V). */
    TRUSTS_A_VIEW_FROM_ITS_ARRIVAL(496),
    /** A monitor completes a handover at once (rule H). */
    COMPLETES_WITHOUT_WAITING,
    /** A monitor waits for ttl and forgets that clocks run at different rates (rule V). */
    WAITS_WITHOUT_MARGIN(3700, Profile.OPERATORS_IN_A_HURRY),
    /** A monitor that has waited for one handover completes the next, begun after an abort that it has not seen (rule H). */
    COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER(4900, Profile.OPERATORS_IN_A_HURRY),
    /** A monitor lists the registrations before it begins the handover (rule H). */
    LISTS_BEFORE_IT_BEGINS(872),
    /** A consumer's gate opens though nobody can know that it is there (rule H). */
    OPENS_WITHOUT_REGISTERING,
    /** A consumer reads and registers side by side, so that its gate opens by a view from before it had registered (rule H). */
    READS_BESIDE_REGISTERING(3297, Profile.OPERATORS_IN_A_HURRY),
    /** A consumer says that it has stopped, and commits the event in hand afterwards (section 5). */
    STOPS_WITH_AN_EVENT_IN_HAND,
    /** Somebody writes a token that calls a region IN_SYNC though nothing was copied (rule C). */
    PROMOTES_WITHOUT_COPYING,
    /** Somebody writes a token that makes a region active though it is not IN_SYNC (rule S). */
    HANDS_OVER_TO_A_REGION_NOT_IN_SYNC,
    /** A monitor copies before every view that called the region OUT has expired (rule C, step 2). */
    COPIES_WITHOUT_WAITING(1516),
    /** After a handover without a wait, the region that was active catches up while its gate is still open (rule C, step 0). */
    CATCHES_UP_BEHIND_AN_OPEN_GATE(1074, Profile.OPERATORS_WHO_DO_NOT_WAIT),
    /** Copies of an episode that did not end count as held (rule C, step 3). */
    COUNTS_ABORTED_COPIES(147),
    /** A direct write counts as held though a later one of its producer stands before it (rule C, step 3). */
    COUNTS_WRITES_OUT_OF_ORDER(277),
    /** Whoever goes on with an episode does not know what was compared before (rule C, step 4). */
    FORGETS_WHAT_IT_HAS_PASSED(12900, Profile.CATCH_UPS),
    /** Only what is missing is copied, and not everything from there on (rule C, step 4). */
    COPIES_ONLY_WHAT_IS_MISSING,
    /** Readers do not know of spans (rule C, delivery order). */
    READS_SPANS_IN_LOG_ORDER,
    /** The end of a log is noted as one of a region that is IN_SYNC without looking whether it still is (rule C, step 3). */
    NOTES_AN_END_UNSEEN(1500, Profile.CATCH_UPS),
    /** A writer that has lost a copy sends those behind it, so that they stand before it when it is repeated (rule C, step 4). */
    GOES_ON_AFTER_A_LOST_COPY,
    /** What is lacking after its successors counts as the first that is missing (rule C, step 4). */
    TAKES_A_STRAGGLER_FOR_THE_FIRST(300, Profile.CATCH_UPS),
    /** What only the returned region has is given to the source, whatever is missing before it (rule C). */
    GIVES_BACK_OUT_OF_ORDER(4900, Profile.OPERATORS),
    /** The region is promoted before its span is recorded (rule C, step 5). */
    RECORDS_ITS_SPAN_AFTER_PROMOTING,
    /** A consumer knows the spans from before its gate has opened (rule C, delivery order). */
    READS_THE_JOURNAL_TOO_EARLY(4158),
    /** A handover is aborted though the active region was lost while it caught up, and its log has holes (rule H). */
    ABORTS_WHERE_EVENTS_ARE_MISSING(569, Profile.OPERATORS_IN_A_HURRY),
    /** A handover is aborted in the same term, so that nobody notices that the log was caught up in place meanwhile (rule C). */
    ABORTS_IN_THE_SAME_TERM(4900, Profile.OPERATORS_IN_A_HURRY),
    /** The episode ends before everything is copied (rule C, step 5). */
    PROMOTES_BEFORE_COPYING_HAS_ENDED,
    /** An episode promotes what a later one has only begun to copy (rule C, step 5). */
    PROMOTES_ANOTHER_EPISODE(1427),
    /** Whoever was replaced records its span nevertheless (rule C, step 5). */
    ENDS_THOUGH_REPLACED(2479),
    /** The end of the span is taken without looking whether the episode is still under way (rule C, step 5). */
    ENDS_ITS_SPAN_UNSEEN(13200, Profile.OPERATORS_IN_A_HURRY),
    /** The span begins where comparing ended and not where it began (rule C, step 5). */
    BEGINS_ITS_SPAN_TOO_LATE,
    /** Reading is resumed where it was, and not at the first record that is still to come (rule C, delivery order). */
    RESUMES_AT_ITS_POSITION(0, Profile.CATCH_UPS),
    /** The sink lets anybody commit, whatever the claim (rule F). */
    DOES_NOT_FENCE,
    /** Whoever takes over reads the frontier before it has fenced the others off (rule F). */
    READS_THE_FRONTIER_BEFORE_THE_FENCE(137),
    /** An event counts as seen as soon as it is in hand (rule D). */
    SEES_BEFORE_IT_IS_DURABLE(148),
    /** The frontier of a direct sink is published before the effect (rule D). */
    PUBLISHES_BEFORE_APPLYING,
    /** After a commit whose outcome is unknown, the event is given again without a look at the frontier (rule F). */
    TAKES_AN_UNKNOWN_COMMIT_FOR_FAILED,
    /** A conflict is taken for "not applied", though it may be a conflict with the very same write (section 3). */
    TAKES_A_CONFLICT_AFTER_A_LOST_ANSWER_FOR_FAILURE(169),
    /** Views, acknowledgements and waits go by the wall clock (rule V). */
    TRUSTS_THE_WALL_CLOCK(9900),
    /** A catch-up takes a gate for closed over tokens that it has not seen (rule C, step 0). */
    WAITS_OVER_TOKENS_NOT_SEEN(27000, Profile.OPERATORS_WHO_DO_NOT_WAIT),
    /** A probe reads and does not write, so that a region which is half dead is never given up (section 7). */
    PROBES_WITHOUT_WRITING,
    /** A monitor waits anew with each version of the token, though the handover goes on (rule H, liveness). */
    COUNTS_THE_WAIT_ANEW;

    private final Profile profile;
    private final long firstSeed;

    PlantedBug() {
        this(0);
    }

    PlantedBug(long firstSeed) {
        this(firstSeed, Profile.ANYTHING);
    }

    PlantedBug(long firstSeed, Profile profile) {
        this.firstSeed = firstSeed;
        this.profile = profile;
    }

    /** The seed to begin with: a bug that shows in few histories would be long in showing from 0. */
    long firstSeed() {
        return firstSeed;
    }

    /** The kind of histories in which it is looked for. */
    Profile profile() {
        return profile;
    }
}
