package dev.baton.oci;

import dev.baton.core.event.Envelope;

/** One number for an event's place: a message's offset, and the place in its envelope. Stateless. */
final class Offsets {

    private Offsets() {}

    static long of(long message, int index) {
        return message * Envelope.MAX_EVENTS + index;
    }

    static long message(long offset) {
        return offset / Envelope.MAX_EVENTS;
    }

    static int index(long offset) {
        return (int) (offset % Envelope.MAX_EVENTS);
    }
}
