package dev.baton.core.quorum;

import org.jspecify.annotations.Nullable;

/** What a proposal knows of one acceptor. For one thread. */
final class Line<V> {

    /** How far a proposal has come with an acceptor. */
    enum Stage {
        IDLE,
        READING,
        FOUND,
        PROMISING,
        PROMISED,
        ACCEPTING,
        ACCEPTED,
        /** It has promised a higher ballot to somebody else. */
        AHEAD,
        /** It holds nothing, and once did: emptied, or the register was deleted. */
        MISSING,
        SILENT
    }

    final int acceptor;

    Stage stage = Stage.IDLE;

    /** The request whose answer counts; 0 if none is under way. */
    int awaited;

    /** What was witnessed of it when it was last asked what it holds. */
    Ballot floor = Ballot.ZERO;

    AcceptorState<V> state = AcceptorState.empty();

    /** Of {@link #state}; null if it holds nothing. */
    @Nullable
    String tag;

    /** Why it is silent or missing. */
    String why = "";

    Line(int acceptor) {
        this.acceptor = acceptor;
    }

    boolean is(Stage one) {
        return stage == one;
    }

    /** True if its answer may still help. */
    boolean isUnderWay() {
        return stage == Stage.READING || stage == Stage.PROMISING || stage == Stage.ACCEPTING;
    }

    void knows(Stage reached, AcceptorState<V> held, @Nullable String itsTag) {
        stage = reached;
        state = held;
        tag = itsTag;
    }

    void lost(Stage how, String reason) {
        stage = how;
        why = reason;
    }
}
