package dev.baton.core;

import java.util.function.Function;

/** What bytes or text from outside turned out to be: a value, or a reason why not. Immutable if the value is. */
public sealed interface Decoded<T> {

    /** The input was well formed. */
    record Value<T>(T value) implements Decoded<T> {
        @Override
        public T orElseThrow(Function<String, ? extends RuntimeException> error) {
            return value;
        }
    }

    /** The input was not well formed; {@code why} completes the sentence "it …". */
    record Malformed<T>(String why) implements Decoded<T> {
        @Override
        public T orElseThrow(Function<String, ? extends RuntimeException> error) {
            throw error.apply(why);
        }
    }

    /** The value, or the error made from the reason. */
    T orElseThrow(Function<String, ? extends RuntimeException> error);
}
