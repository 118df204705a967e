package dev.baton.core.catchup;

import dev.baton.core.frontier.Frontier;
import java.util.HashMap;
import java.util.Map;

/**
 * What a region's own log holds (rule C, step 3), as it is read in the log's order from its mark on. What lies before the end of the
 * last span was compared then, and is read again only for what was written directly meanwhile: it may stand behind the mark in the
 * other log. What was copied behind that span belongs to an episode that has not ended. For one thread.
 */
public final class Holdings {

    private final long from;
    private final long inSyncUntil;
    private final Frontier inOrder = new Frontier();
    private final Frontier all = new Frontier();
    private final Map<Long, Long> writtenInSync = new HashMap<>();

    /**
     * Nothing was read yet.
     *
     * @param from offset behind everything that was compared before
     * @param inSyncUntil see {@link LogJournal#inSyncUntil()}
     */
    public Holdings(long from, long inSyncUntil) {
        this.from = from;
        this.inSyncUntil = inSyncUntil;
    }

    /** The next record of the own log. */
    public void read(long offset, long producer, long sequence, long copiedIn) {
        if (offset >= from) {
            all.add(producer, sequence);
        }
        if (copiedIn == 0 && sequence >= inOrder.end(producer)) {
            inOrder.add(producer, sequence);
            if (offset < inSyncUntil) {
                writtenInSync.put(producer, sequence + 1);
            }
        }
    }

    /**
     * What counts as held. An aborted copy does not, as it may stand after later direct writes. Neither does a direct write after a
     * higher one of its producer: a region that thaws may execute what a closed connection has brought after what a newer one did.
     */
    public Frontier inOrder() {
        return inOrder;
    }

    /**
     * What the region lacks of a producer's events below this was never acknowledged, and never will be: when a later one had been
     * written here, the region was IN_SYNC, so that it had all that was acknowledged (I1); and a producer that still waits for an event
     * gives it to a region before any later one (rule A).
     */
    public long givenUpBelow(long producer) {
        return writtenInSync.getOrDefault(producer, 0L);
    }

    /** Everything that was read for the first time. */
    public Frontier all() {
        return all;
    }
}
