package dev.baton.core.token;

import java.util.function.Function;

/** The answer to "may the token change like this?". Immutable. */
public sealed interface Transition {

    /** Allowed; {@code next} is the token to write. */
    record Legal(Token next) implements Transition {
        @Override
        public <R> R fold(Function<Token, R> legal, Function<Refused, R> refused) {
            return legal.apply(next);
        }
    }

    /**
     * Not allowed.
     *
     * @param rule the rule of the protocol that forbids it
     * @param why a sentence for people
     */
    record Refused(String rule, String why) implements Transition {
        @Override
        public <R> R fold(Function<Token, R> legal, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }

    /** Whichever of the two applies. */
    <R> R fold(Function<Token, R> legal, Function<Refused, R> refused);
}
