package dev.baton.runtime.stream;

import dev.baton.core.LogId;
import dev.baton.core.event.RawEvent;

/**
 * Writes events to a region's logs. What lands in a log is, repeats apart, in the order in which it was offered, whatever goes wrong
 * between; the writer tries until it is closed. Safe for several threads.
 */
public interface StreamWriter extends AutoCloseable {

    /** Told once, by the writer's own thread, which it must not hold up; not at all once the writer is closed. */
    interface Answer {

        /** The region keeps the event, at this offset. */
        void stored(long offset);

        /** The region will never take the event; the writer goes on with the next. */
        void refused(String why);
    }

    /** Hands over one event; false if there is no room for it now. Never blocks. */
    boolean offer(LogId log, RawEvent event, Answer answer);

    /** True if everything handed over so far is stored or refused. Never blocks. */
    boolean isEmpty();

    /** Stops; what was not stored may still be. Never blocks for longer than a moment. */
    @Override
    void close();
}
