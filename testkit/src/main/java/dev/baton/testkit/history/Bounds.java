package dev.baton.testkit.history;

import java.time.Duration;

/**
 * How long things may take in a history. Immutable.
 *
 * @param gap the longest time without any effect
 * @param stuck the longest time without an effect in a log in which acknowledged events wait
 */
public record Bounds(Duration gap, Duration stuck) {

    /** Nothing takes too long. */
    public static final Bounds NONE = new Bounds(Duration.ofDays(365), Duration.ofDays(365));
}
