package dev.baton.testkit.simulation;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import org.jspecify.annotations.Nullable;

/** How a consumer gives events to one kind of sink, and where it keeps its frontier (rule F). */
interface SinkSession {

    /** What came of giving one event. */
    enum Result {
        DONE,
        CLAIM_AGAIN,
        /** The sink has failed; the process ends with an error and is started again. */
        BROKEN
    }

    /** True if it holds a claim of this term. */
    boolean isOf(long term);

    boolean isClaimed();

    /** True if it has the claim, and the frontier that was read after it. */
    boolean claim(Term term);

    /** What has taken effect; only to be used under a claim. */
    Frontier frontier();

    /** {@code event} is in hand from now on. */
    void takes(Event event);

    Result commit(Event event);

    /** True if that was a step of its own: something of the frontier was sent to a region. */
    boolean publish();

    /** True if whoever comes next will find everything that took effect. */
    boolean isSettled(@Nullable View newest);

    /** The gate was seen closed: the log must be claimed anew, even in the same term. */
    void unclaim();

    /** The process is killed. */
    void forget();
}
