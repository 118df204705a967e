package dev.baton.kafka.survey;

import java.util.function.Function;

/** What came of a question to somebody who may not answer. Immutable if the value is. */
public sealed interface Answer<T> {

    /** The answer. */
    record Told<T>(T value) implements Answer<T> {
        @Override
        public <R> R fold(Function<T, R> told, Function<String, R> silent) {
            return told.apply(value);
        }
    }

    /** There was none; {@code why} is a sentence for people. */
    record Silent<T>(String why) implements Answer<T> {
        @Override
        public <R> R fold(Function<T, R> told, Function<String, R> silent) {
            return silent.apply(why);
        }
    }

    /** Whichever of the two applies. */
    <R> R fold(Function<T, R> told, Function<String, R> silent);
}
