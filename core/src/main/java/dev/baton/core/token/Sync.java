package dev.baton.core.token;

/** How a region's logs stand to the acknowledged events (protocol, section 3). */
public enum Sync {
    /** Holds every acknowledged event (invariant I1); may become active (rule S). */
    IN_SYNC,
    /** Not written to, and not asked for acknowledgements. */
    OUT,
    /** Written to again, while what it missed is being copied (rule C). */
    CATCHING_UP
}
