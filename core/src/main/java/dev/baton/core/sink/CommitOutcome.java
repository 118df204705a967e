package dev.baton.core.sink;

import java.util.function.Function;

/** What came of a commit at a transactional sink: three outcomes, always. Immutable. */
public sealed interface CommitOutcome {

    /** Effects and frontiers are durable. */
    record Committed() implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Superseded, R> superseded, Function<Unknown, R> unknown) {
            return committed.apply(this);
        }
    }

    /** Nothing has taken effect: somebody else has claimed a log since; {@code why} names it. Claim again to learn who. */
    record Superseded(String why) implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Superseded, R> superseded, Function<Unknown, R> unknown) {
            return superseded.apply(this);
        }
    }

    /** All or nothing of it has taken effect, nobody knows which. Claim again: the frontier tells. */
    record Unknown(String why) implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Superseded, R> superseded, Function<Unknown, R> unknown) {
            return unknown.apply(this);
        }
    }

    /** Whichever of the three applies. */
    <R> R fold(Function<Committed, R> committed, Function<Superseded, R> superseded, Function<Unknown, R> unknown);
}
