package dev.baton.runtime.stream;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.monitor.RegionProbe;
import java.util.Collection;
import java.util.SortedMap;

/**
 * The stream service of one region. A {@link LogId} here is a partition of a stream under the name that it has in this region.
 *
 * <p>Safe for several threads, other than its readers and groups. Asks no server before the first call; every call ends within a
 * deadline of its own.
 */
public interface StreamService extends AutoCloseable {

    /**
     * How many partitions the stream has.
     *
     * @throws RegionUnavailableException if the region does not answer
     * @throws InvalidConfigurationException if there is no such stream
     */
    int partitions(String stream);

    /**
     * A name that no other stream has, nor one that is made anew under the same name.
     *
     * @throws RegionUnavailableException if the region does not answer
     * @throws InvalidConfigurationException if there is no such stream
     */
    String identity(String stream);

    /**
     * What each of these logs holds: everything that was acknowledged before the call lies before its end.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    SortedMap<LogId, Extent> extents(Collection<LogId> logs);

    /**
     * By log, the offset of the first event that the service has stored at this time or later, or the log's end.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis);

    /** A writer that holds so many bytes at most. */
    StreamWriter write(long bufferBytes);

    /** A reader of nothing yet. */
    StreamReader read();

    /** Takes part in sharing the partitions of these streams among the instances of {@code group}. */
    StreamGroup join(String group, Collection<String> streams);

    /** A probe that writes to these streams and reads back what it wrote. */
    RegionProbe probe(Collection<String> streams);

    @Override
    void close();
}
