package dev.baton.runtime.config;

/** When a handover may be completed (rule H). */
public enum HandoverMode {

    /** When every live consumer has reported that it stopped, or when every view has expired. Right for any sink. */
    WAIT,

    /** At once. Only right if every sink of every consumer is transactional, so that rule F refuses what comes late. */
    FENCED
}
