package dev.baton.runtime.config;

/**
 * What holds for all consumers. Immutable.
 *
 * @param handover when a handover may be completed; default {@link HandoverMode#WAIT}
 */
public record ConsumersConfig(HandoverMode handover) {

    /** What holds where the file says nothing. */
    public static final ConsumersConfig DEFAULT = new ConsumersConfig(HandoverMode.WAIT);
}
