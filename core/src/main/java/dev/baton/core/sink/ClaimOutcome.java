package dev.baton.core.sink;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import java.util.function.Function;

/** What came of claiming a log at a transactional sink. */
public sealed interface ClaimOutcome {

    /** Nobody of an older term, and no earlier claimant, can commit any more; {@code frontier} was read after that. */
    record Claimed(Claim claim, Frontier frontier) implements ClaimOutcome {
        @Override
        public <R> R fold(Function<Claimed, R> claimed, Function<Fenced, R> fenced) {
            return claimed.apply(this);
        }
    }

    /** The sink has seen {@code storedTerm}, which is newer than the claimant's. */
    record Fenced(Term storedTerm) implements ClaimOutcome {
        @Override
        public <R> R fold(Function<Claimed, R> claimed, Function<Fenced, R> fenced) {
            return fenced.apply(this);
        }
    }

    /** Whichever of the two applies. */
    <R> R fold(Function<Claimed, R> claimed, Function<Fenced, R> fenced);
}
