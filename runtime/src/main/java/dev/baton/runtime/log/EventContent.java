package dev.baton.runtime.log;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a producer sent, without what Baton has added. Nobody changes the arrays. */
public interface EventContent {

    /** Of an event that has neither key nor value nor headers. */
    EventContent EMPTY = new EventContent() {
        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public byte @Nullable [] value() {
            return null;
        }

        @Override
        public void headers(BiConsumer<String, byte @Nullable []> listener) {}
    };

    /** The key; null if it has none. */
    byte @Nullable [] key();

    /** The value; null if it has none. */
    byte @Nullable [] value();

    /** Tells name and value of each header, in order; a value may be null. */
    void headers(BiConsumer<String, byte @Nullable []> listener);
}
