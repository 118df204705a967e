package dev.baton.runtime.log;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads some logs of one region, each in the log's own order. For one thread; holds a bounded number of records. */
public interface LogReader extends AutoCloseable {

    /**
     * The next records, by log and in the log's order; empty if none came in that time. Offsets ascend, but may have gaps.
     *
     * @throws RegionUnavailableException if the region does not answer; may be called again
     * @throws EventsExpiredException if retention has deleted what was to be read next
     */
    Map<LogId, List<LogRecord>> poll(Duration timeout);

    /** The next poll goes on at this offset; what was fetched beyond it is forgotten. */
    void seek(LogId log, long offset);

    /** The offset after everything that was read, also after gaps at the log's end. */
    long position(LogId log);

    /** Reads this log no more. */
    void finish(LogId log);

    @Override
    void close();
}
