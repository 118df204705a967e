package dev.baton.core.sink;

/**
 * A sink where applying an event again gives the same state, such as a write by key.
 *
 * @param <E> the events it takes
 */
@FunctionalInterface
public non-sealed interface UpsertSink<E> extends DirectSink<E> {}
