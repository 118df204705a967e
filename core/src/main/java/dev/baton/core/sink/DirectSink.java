package dev.baton.core.sink;

import java.io.IOException;

/**
 * A sink whose effects and the frontier cannot be one transaction; the frontier is published after the effects (rule F).
 *
 * @param <E> the events it takes
 */
public sealed interface DirectSink<E> extends Sink<E> permits UpsertSink, PlainSink {

    /**
     * Gives one event its effect. Called once per event and in order; the gate was open right before.
     *
     * @throws IOException if it could not; the processor stops with this error, and the event comes again after a restart
     */
    void apply(E event) throws IOException;

    /**
     * When this returns, the effects of all events applied so far have become durable. Called after each batch, before its
     * frontier is published.
     */
    default void flush() throws IOException {}
}
