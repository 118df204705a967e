package dev.baton.runtime.catchup;

import java.time.Duration;

/** What one step of a {@link CatchUp} has come to. Immutable. */
public sealed interface Turn {

    /** Something was done; go on at once. */
    record Busy() implements Turn {}

    /**
     * There is nothing to do just now.
     *
     * @param why a clause for people
     * @param again when to look again
     */
    record Waiting(String why, Duration again) implements Turn {}

    /** A person must decide; {@code why} is a sentence. */
    record Stuck(String why) implements Turn {}

    /** The region is IN_SYNC. */
    record InSync() implements Turn {}
}
