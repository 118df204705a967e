package dev.baton.core.monitor;

/**
 * A time at which a monitor found the term higher than before.
 *
 * @param atNanos on its own monotonic clock
 * @param automatic how many automatic switches that was, at most
 */
record TermChange(long atNanos, long automatic) {}
