package dev.baton.runtime.stream;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.event.RawEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads logs of a region ahead, each in its own order, a bounded number of bytes. For one thread, except {@link #wakeUp}. */
public interface StreamReader extends AutoCloseable {

    /** An event and its place. Immutable by agreement, as its event. */
    final class Entry {

        private final long offset;
        private final RawEvent event;

        /** The event at {@code offset}. */
        public Entry(long offset, RawEvent event) {
            this.offset = offset;
            this.event = event;
        }

        /** Ascends in its log, with gaps. */
        public long offset() {
            return offset;
        }

        /** The event. */
        public RawEvent event() {
            return event;
        }
    }

    /**
     * What was read of a log. Immutable.
     *
     * @param entries the next ones; none is an answer too
     * @param next the offset after everything that was read
     * @param gone true if retention has deleted what was to be read at {@code next}; the log is read on after a seek only
     */
    record Batch(LogId log, List<Entry> entries, long next, boolean gone) {
        public Batch {
            entries = List.copyOf(entries);
        }
    }

    /** The log is read from this offset on; what was read ahead of it is forgotten. */
    void seek(LogId log, long offset);

    /** Nothing of the log is given until it is resumed. */
    void pause(LogId log);

    /** The log's events are given again. */
    void resume(LogId log);

    /** The log is read no more. */
    void forget(LogId log);

    /**
     * What one log gave; empty if nothing came in that time. A region that does not answer gives nothing.
     *
     * @throws InvalidConfigurationException if what is next is in a format that this release does not know
     */
    Optional<Batch> poll(Duration timeout);

    /** Lets a poll that waits return. */
    void wakeUp();

    @Override
    void close();
}
