package dev.baton.core.monitor;

/**
 * A time at which a monitor found that the baton had moved, or may have moved and come back.
 *
 * @param atNanos on its own monotonic clock
 * @param automatic how many automatic switches that was, at most
 */
record Switch(long atNanos, long automatic) {}
