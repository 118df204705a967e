package dev.baton.core.quorum;

/** What an acceptor answered, or that it did not. Immutable. */
public sealed interface Answer<V> {

    /**
     * It holds this.
     *
     * @param tag the store's name for exactly this state, never given to another
     */
    record Found<V>(AcceptorState<V> state, String tag) implements Answer<V> {}

    /** It holds nothing of this register, and was seen <em>afterwards</em> not to be an emptied store. */
    record Absent<V>() implements Answer<V> {}

    /** It has stored what was put. */
    record Stored<V>(String tag) implements Answer<V> {}

    /** It holds something else than was named, and has changed nothing. */
    record Refused<V>() implements Answer<V> {}

    /** Nothing can be said: no answer, an error, or nothing that could be an answer. {@code why} is for people. */
    record Silent<V>(String why) implements Answer<V> {}
}
