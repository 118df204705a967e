package dev.baton.core.event;

/**
 * A random 64-bit number drawn at each start of a producer, so that it never has to be fenced or recovered. Immutable.
 */
public record ProducerId(long value) {

    @Override
    public String toString() {
        return String.format("%016x", value);
    }
}
