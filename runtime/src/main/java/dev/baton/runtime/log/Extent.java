package dev.baton.runtime.log;

/**
 * What a log holds. Immutable.
 *
 * @param start offset of the oldest record that retention has left
 * @param end offset after the newest
 */
public record Extent(long start, long end) {}
