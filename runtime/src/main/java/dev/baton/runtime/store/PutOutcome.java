package dev.baton.runtime.store;

import java.util.function.Function;

/**
 * The three outcomes of a conditional put. Immutable.
 *
 * <p>A put that is certain not to have happened, without another writer being the cause, is none of them: it throws
 * {@link dev.baton.core.StoreUnavailableException}.
 */
public sealed interface PutOutcome {

    /** The object is stored, durable, and has this version. */
    record Applied(String version) implements PutOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return applied.apply(this);
        }
    }

    /** The condition did not hold; this put has changed nothing and never will. */
    record Conflict() implements PutOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return conflict.apply(this);
        }
    }

    /**
     * It may have happened, or may still happen later; {@code why} is a sentence for people. Never treat it as failed.
     */
    record Unknown(String why) implements PutOutcome {
        @Override
        public <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown) {
            return unknown.apply(this);
        }
    }

    /** Whichever of the three applies. */
    <R> R fold(Function<Applied, R> applied, Function<Conflict, R> conflict, Function<Unknown, R> unknown);
}
