package dev.baton.runtime.log;

/** One record of a log. Only the adapter that has read it, or one of its kind, can write its event again. Immutable. */
public interface LogRecord {

    /** Where it stands in its log. */
    long offset();

    /** False for a record that Baton did not write, or whose id is damaged; the three below mean nothing then. */
    boolean hasId();

    /** The event's producer. */
    long producer();

    /** The event's sequence. */
    long sequence();

    /** The catch-up episode that copied it, 0 if it was written directly. */
    long episode();

    /** Milliseconds since 1970, as the service keeps it; for people, and as a hint where to seek. */
    long timestamp();

    /** Key and value together. */
    int bytes();

    /** What its producer sent. */
    EventContent content();
}
