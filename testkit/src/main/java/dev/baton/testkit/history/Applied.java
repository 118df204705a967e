package dev.baton.testkit.history;

/**
 * An effect, as the sink has kept it. Immutable.
 *
 * @param event whose effect it is
 * @param partition the log that it came from
 * @param region of the processor that wrote it
 * @param term in which that was the holder of the log
 * @param committedMicros when its transaction was committed, in microseconds since 1970, by the clock of this machine
 */
public record Applied(EventName event, int partition, String region, long term, long committedMicros) {}
