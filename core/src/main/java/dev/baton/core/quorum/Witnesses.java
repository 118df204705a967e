package dev.baton.core.quorum;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * For each acceptor of a register a ballot that it is known to have stored. Immutable. An acceptor that is read
 * <em>after</em> something was witnessed, and shows less, was emptied or put back to an earlier state: it has forgotten
 * promises, and must not be counted.
 *
 * @param ballots one for each acceptor
 */
public record Witnesses(List<Ballot> ballots) {

    /** How many acceptors a register has: {@code 2F + 1} for the loss of one. */
    public static final int ACCEPTORS = 3;

    /** How many of them must agree. */
    public static final int MAJORITY = 2;

    /** Nothing was witnessed yet. */
    public static final Witnesses NONE = new Witnesses(Collections.nCopies(ACCEPTORS, Ballot.ZERO));

    public Witnesses {
        ballots = List.copyOf(ballots);
    }

    /** What was witnessed of {@code acceptor}. */
    public Ballot of(int acceptor) {
        return ballots.get(acceptor);
    }

    /** With this ballot witnessed as well. */
    public Witnesses with(int acceptor, Ballot stored) {
        if (!stored.isAbove(of(acceptor))) {
            return this;
        }
        List<Ballot> next = new ArrayList<>(ballots);
        next.set(acceptor, stored);
        return new Witnesses(next);
    }

    /** With all of these witnessed as well. */
    public Witnesses with(List<Ballot> others) {
        Witnesses all = this;
        for (int acceptor = 0; acceptor < ACCEPTORS; acceptor++) {
            all = all.with(acceptor, others.get(acceptor));
        }
        return all;
    }

    /** The highest of them. */
    public Ballot highest() {
        return Collections.max(ballots);
    }
}
