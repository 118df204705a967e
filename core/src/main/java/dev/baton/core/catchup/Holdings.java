package dev.baton.core.catchup;

import dev.baton.core.frontier.Frontier;

/**
 * What a region's own log holds (rule C, step 3), as it is read in the log's order from its mark on. What lies before the end of the
 * last span was compared then, and is read again only for what was written directly meanwhile: it may stand behind the mark in the
 * other log. What was copied behind that span belongs to an episode that has not ended. For one thread.
 */
public final class Holdings {

    private final Frontier inOrder = new Frontier();
    private final Frontier all = new Frontier();

    /** The next record of the own log, of those that were compared before. */
    public void readAgain(long producer, long sequence, long copiedIn) {
        if (copiedIn == 0 && sequence >= inOrder.end(producer)) {
            inOrder.add(producer, sequence);
        }
    }

    /** The next record of the own log, behind everything that was compared before. */
    public void read(long producer, long sequence, long copiedIn) {
        all.add(producer, sequence);
        readAgain(producer, sequence, copiedIn);
    }

    /**
     * What counts as held. An aborted copy does not, as it may stand after later direct writes. Neither does a direct write after a
     * higher one of its producer: a region that thaws may execute what a closed connection has brought after what a newer one did.
     */
    public Frontier inOrder() {
        return inOrder;
    }

    /** Everything that was read for the first time. */
    public Frontier all() {
        return all;
    }
}
