package dev.baton.kafka.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.log.Extent;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * Asks one region what its logs hold; connects at the first question. Safe for several threads. Each answer comes within the patience,
 * or a {@link RegionUnavailableException} does.
 */
interface LogQuestions extends AutoCloseable {

    /** The logs of all streams, in order. */
    List<LogId> logs();

    /** The name of a stream that no other one ever has, or the topic's where there is none. */
    String identity(String stream);

    /** What each of these holds. */
    SortedMap<LogId, Extent> extents(Collection<LogId> logs);

    /** By log, the first record that is no older than this, or the end. */
    SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis);

    @Override
    void close();
}
