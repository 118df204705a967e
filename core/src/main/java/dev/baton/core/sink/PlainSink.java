package dev.baton.core.sink;

/**
 * A sink that promises nothing of its own: a file, a message to another system. Applying an event twice has two effects.
 *
 * @param <E> the events it takes
 */
@FunctionalInterface
public non-sealed interface PlainSink<E> extends DirectSink<E> {}
