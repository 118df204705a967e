package dev.baton.core.monitor;

/** What a voter says of one region. */
public enum Opinion {
    /** It serves its clients. */
    UP,
    /** It does not, for certain as far as the voter can see. */
    DOWN,
    /** The voter cannot tell, or not yet. Counts for neither. */
    UNDECIDED
}
