package dev.baton.core.quorum;

import org.jspecify.annotations.Nullable;

/** What a proposal asks of one acceptor. Immutable. */
public sealed interface Request<V> {

    /** Which acceptor, from 0. */
    int acceptor();

    /** Tells the requests of one proposal apart. */
    int id();

    /** Read what it holds. */
    record Get<V>(int acceptor, int id) implements Request<V> {}

    /**
     * Replace what it holds, once.
     *
     * @param tag the tag of the very state that was judged; null: it holds nothing
     */
    record Put<V>(int acceptor, int id, @Nullable String tag, AcceptorState<V> state) implements Request<V> {}
}
