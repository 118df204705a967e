package dev.baton.runtime.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import java.time.Duration;

/** Appends copies to the logs of one region, in order per log. For one thread; holds a bounded number of bytes. */
public interface LogWriter extends AutoCloseable {

    /**
     * Appends the event of {@code record} with its own id, timestamp and headers. Waits only for room.
     *
     * @param record read by an adapter of the same kind
     * @param episode that copies it, 0 to write it as its producer would have
     * @throws RegionUnavailableException if an earlier append failed or there is no room in time; what was not flushed may or may
     *     not be in the log
     */
    void append(LogId log, LogRecord record, long episode);

    /**
     * When this returns, everything appended so far is durable.
     *
     * @throws RegionUnavailableException if that is not certain within the deadline
     */
    void flush(Duration deadline);

    @Override
    void close();
}
