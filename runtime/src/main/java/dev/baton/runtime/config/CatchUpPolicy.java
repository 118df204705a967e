package dev.baton.runtime.config;

/** Who starts the catch-up of a region that has come back (rule C). */
public enum CatchUpPolicy {

    /** An agent, by itself, as soon as the region has answered for long enough. */
    AUTO,

    /** A person, with {@code baton catch-up}. Until then the region stays OUT, and nothing can be handed over to it. */
    MANUAL
}
