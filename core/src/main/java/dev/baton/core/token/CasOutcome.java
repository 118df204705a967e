package dev.baton.core.token;

import java.util.function.Function;

/** The three outcomes of writing the token. Immutable. */
public sealed interface CasOutcome {

    /** The write took effect; {@code token} is what the store now holds, or held right after the write. */
    record Applied(Token token) implements CasOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return applied.apply(this);
        }
    }

    /** The write did not and will not take effect: the store holds {@code current} instead of what was expected. */
    record Conflict(Token current) implements CasOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return conflict.apply(this);
        }
    }

    /** Nobody can know yet: it may have taken effect, or still do so later. Never treat it as failed. */
    record Unknown(String why) implements CasOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return unknown.apply(this);
        }
    }

    /** Whichever of the three applies. */
    <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown);
}
