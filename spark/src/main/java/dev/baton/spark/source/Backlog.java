package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in the logs of a stream and has not been planned yet, in positions of the delivery order. For the thread of the query.
 */
interface Backlog extends AutoCloseable {

    /**
     * What one look has taken from the backlog. Immutable.
     *
     * @param to by log, the position before which all is taken now; a log that is not of this backlog has come since
     * @param events how many that was
     * @param left how many are known besides
     */
    record Taken(SortedMap<LogId, Long> to, long events, long left) {

        public Taken {
            to = Collections.unmodifiableSortedMap(new TreeMap<>(to));
        }
    }

    /**
     * Takes about {@code most} events; may wait a moment where there are none.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    Taken take(long most);

    @Override
    default void close() {}
}
