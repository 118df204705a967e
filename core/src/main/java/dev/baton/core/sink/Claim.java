package dev.baton.core.sink;

import dev.baton.core.LogId;
import dev.baton.core.Term;

/**
 * The right to advance the frontier of one log at a transactional sink, until somebody else claims it. Immutable.
 *
 * @param log whose frontier
 * @param term the claimant's
 * @param version of the stored frontier: grows by one with each claim and each commit, so that of two claimants in one term only
 *     the later can commit
 */
public record Claim(LogId log, Term term, long version) {

    /** The claim after a commit under this one. */
    public Claim next() {
        return new Claim(log, term, Math.addExact(version, 1));
    }
}
