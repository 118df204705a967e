package dev.baton.runtime.config;

/** Which changes of the token a hook is run for. */
public enum HookTrigger {

    /** A region may process from now on: it holds the baton, and no handover is under way. */
    ACTIVE,

    /** A region may not process any more: a handover has begun, or another region holds the baton. */
    INACTIVE,

    /** The sync of a region is another one. */
    SYNC,

    /** Every new version of the token. */
    ANY
}
