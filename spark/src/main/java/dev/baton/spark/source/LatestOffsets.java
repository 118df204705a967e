package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import java.util.SortedMap;

/** How far the logs of a stream go, as far as that is known. For the thread of the query. */
interface LatestOffsets extends AutoCloseable {

    /**
     * For each log the offset up to which it may be planned now; may wait a moment if that is where it was before.
     *
     * @param most how many events are enough
     * @throws RegionUnavailableException if the region does not answer
     */
    SortedMap<LogId, Long> look(long most);

    /** How many events came with the last look, if logs that leave no gaps have {@code backlog} of them. */
    default long events(long backlog) {
        return backlog;
    }

    /** How many events are known besides. */
    default long beyond() {
        return 0;
    }

    @Override
    default void close() {}
}
