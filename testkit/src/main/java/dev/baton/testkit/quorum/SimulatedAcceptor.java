package dev.baton.testkit.quorum;

import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Request;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One store's object of the register. For one thread. */
final class SimulatedAcceptor {

    private static final int FEW = 4;

    private final Flaw flaw;
    private @Nullable AcceptorState<String> state;
    private @Nullable String tag;
    private long tags;
    private int emptied;
    private boolean identified = true;
    private long frozenUntil;

    SimulatedAcceptor(Flaw flaw) {
        this.flaw = flaw;
    }

    /**
     * Executes the request at once.
     *
     * @param generation of the store when the request was sent: what would create an object is lost if it was emptied since
     * @param mending true if the store's identity does not matter
     */
    Answer<String> execute(Request<String> request, int generation, boolean mending) {
        if (request instanceof Request.Put<String> put) {
            return put(put, generation);
        }
        if (state != null && tag != null) {
            return new Answer.Found<>(state, tag);
        }
        return identified || mending || flaw == Flaw.AMNESIA
                ? new Answer.Absent<>()
                : new Answer.Silent<>("was emptied");
    }

    private Answer<String> put(Request.Put<String> put, int generation) {
        if (put.tag() == null && generation != emptied && flaw != Flaw.AMNESIA) {
            return new Answer.Silent<>("was emptied");
        }
        if (flaw != Flaw.UNCONDITIONAL_PUTS && !Objects.equals(put.tag(), tag)) {
            return new Answer.Refused<>();
        }
        return new Answer.Stored<>(hold(put.state()));
    }

    String hold(AcceptorState<String> next) {
        state = next;
        String fresh = "tag-" + (flaw == Flaw.TAGS_REPEAT ? ++tags % FEW : ++tags);
        tag = fresh;
        return fresh;
    }

    void empty() {
        state = null;
        tag = null;
        identified = false;
        emptied++;
    }

    void identify() {
        identified = true;
    }

    void freeze(long until) {
        frozenUntil = until;
    }

    long frozenUntil() {
        return frozenUntil;
    }

    int generation() {
        return emptied;
    }

    @Nullable
    String tag() {
        return tag;
    }

    @Nullable
    AcceptorState<String> state() {
        return state;
    }
}
