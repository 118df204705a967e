package dev.baton.testkit.store;

/** What can go wrong with a put; each is a thing that real object stores do. */
public enum PutFault {
    /** The request never arrives: {@code Unknown}, and nothing was changed. */
    REQUEST_LOST,
    /** The put takes effect and its answer is lost: {@code Unknown}. */
    ANSWER_LOST,
    /** The request is still under way: {@code Unknown} now, executed by {@link InMemoryObjectStore#deliverLate}. */
    LATE,
    /** The put takes effect, and a hidden repetition by somebody between turns its answer into a {@code Conflict}. */
    REPEATED,
    /** The store is full: an exception, and nothing was changed. */
    REFUSED
}
