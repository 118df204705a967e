package dev.baton.core.quorum;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one acceptor, that is one store, holds of one register. Immutable if the value is.
 *
 * @param promised nothing below it is promised or accepted any more; not below {@code accepted}
 * @param accepted the ballot of {@code content}; {@link Ballot#ZERO} if nothing was accepted yet
 * @param content what was accepted last; null exactly if nothing was
 * @param witnessed for each acceptor a ballot that it is known to have stored: one that shows less has lost something
 */
public record AcceptorState<V>(Ballot promised, Ballot accepted, @Nullable Content<V> content, List<Ballot> witnessed) {

    public AcceptorState {
        witnessed = List.copyOf(witnessed);
        if (accepted.isAbove(promised)) {
            throw new IllegalArgumentException("accepted: must not be above promised");
        }
        if ((content == null) != accepted.equals(Ballot.ZERO)) {
            throw new IllegalArgumentException("content: must be there exactly if something was accepted");
        }
        if (witnessed.size() != Witnesses.ACCEPTORS) {
            throw new IllegalArgumentException("witnessed: must have a ballot for each acceptor");
        }
    }

    /** Of an acceptor that has no object for the register. */
    static <V> AcceptorState<V> empty() {
        return new AcceptorState<>(Ballot.ZERO, Ballot.ZERO, null, Witnesses.NONE.ballots());
    }

    AcceptorState<V> promise(Ballot ballot, Witnesses witnesses) {
        return new AcceptorState<>(ballot, accepted, content, witnesses.ballots());
    }

    /** True if the register was deleted, as far as this acceptor knows. */
    public boolean isDeleted() {
        return content != null && content.isDeleted();
    }
}
