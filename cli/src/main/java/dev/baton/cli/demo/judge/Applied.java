package dev.baton.cli.demo.judge;

/**
 * One row of the sink: an effect that an event had. Immutable.
 *
 * @param event whose effect it is
 * @param region of the processor that wrote it
 * @param committedMicros when its transaction was committed, in microseconds since 1970, by the clock of this machine
 */
public record Applied(String event, String region, long committedMicros) {}
