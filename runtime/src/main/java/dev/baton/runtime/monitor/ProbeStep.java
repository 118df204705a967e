package dev.baton.runtime.monitor;

import java.time.Duration;

/**
 * One step of a probe that succeeded. Immutable.
 *
 * @param name such as {@code acknowledge}
 * @param took how long
 */
public record ProbeStep(String name, Duration took) {}
