package dev.baton.runtime.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The logs of one region. Safe for several threads, except where its readers and writers say otherwise; every call ends within a
 * deadline of its own.
 */
public interface RegionLogs extends AutoCloseable {

    /** Whose logs these are. */
    RegionId region();

    /**
     * The logs of all configured streams, in order.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    List<LogId> logs();

    /**
     * A name of the topic of this stream that none has again which is made in its place: an offset means something together with it
     * only. Where the service has no such names it is the topic's.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    String identity(String stream);

    /**
     * What each of these logs holds now: everything that was acknowledged before the call lies before its end.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    SortedMap<LogId, Extent> extents(Collection<LogId> logs);

    /**
     * By log, the offset of the first record whose timestamp is at least this, or the log's end; a hint, as timestamps may be
     * anything.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis);

    /** A reader of these logs from these offsets on. */
    LogReader read(Map<LogId, Long> from);

    /** A writer. */
    LogWriter write();

    @Override
    void close();
}
