package dev.baton.core.catchup;

import dev.baton.core.frontier.Frontier;

/**
 * What a region's own log holds (rule C, step 3), as it is read in the log's order from where it is to be compared. That lies
 * behind the last span, so whatever was copied there belongs to an episode that has not ended. For one thread.
 */
public final class Holdings {

    private final Frontier inOrder = new Frontier();
    private final Frontier all = new Frontier();

    /** The next record of the own log. */
    public void read(long producer, long sequence, long copiedIn) {
        all.add(producer, sequence);
        if (copiedIn == 0 && sequence >= inOrder.end(producer)) {
            inOrder.add(producer, sequence);
        }
    }

    /**
     * What counts as held. An aborted copy does not, as it may stand after later direct writes. Neither does a direct write after a
     * higher one of its producer: a region that thaws may execute what a closed connection has brought after what a newer one did.
     */
    public Frontier inOrder() {
        return inOrder;
    }

    /** Everything that was read. */
    public Frontier all() {
        return all;
    }
}
