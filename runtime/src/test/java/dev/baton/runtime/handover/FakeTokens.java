package dev.baton.runtime.handover;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import dev.baton.core.token.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A token in memory, whose next writes and reads go wrong as told. For one thread. */
final class FakeTokens implements TokenStore {

    /** What becomes of one write. */
    enum Fault {
        NONE,
        /** Unknown, and it took effect. */
        ANSWER_LOST,
        /** Unknown, and it did not. */
        REQUEST_LOST,
        /** An exception, and it did not. */
        REFUSED
    }

    private final List<Token> history = new ArrayList<>();
    private final List<Token> bodies = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private @Nullable Runnable beforeNextWrite;
    private boolean unreadable;

    FakeTokens(Token first) {
        history.add(first);
    }

    @Override
    public Token read() {
        if (unreadable) {
            throw new StoreUnavailableException("The store does not answer");
        }
        return newest();
    }

    @Override
    public CasOutcome compareAndSet(Token expected, Token next) {
        Runnable first = beforeNextWrite;
        beforeNextWrite = null;
        if (first != null) {
            first.run();
        }
        bodies.add(next);
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
        if (fault == Fault.REFUSED) {
            throw new StoreUnavailableException("The disk is full. Nothing was changed.");
        }
        if (fault == Fault.REQUEST_LOST) {
            return new CasOutcome.Unknown("the request was lost");
        }
        if (newest().audit().writeId().equals(next.audit().writeId())) {
            return new CasOutcome.Applied(next);
        }
        if (newest().version() != expected.version()) {
            return new CasOutcome.Conflict(newest());
        }
        history.add(next);
        return fault == Fault.NONE ? new CasOutcome.Applied(next) : new CasOutcome.Unknown("the answer was lost");
    }

    @Override
    public CasOutcome create(Token first) {
        throw new UnsupportedOperationException("a handover creates no token");
    }

    Token newest() {
        return history.get(history.size() - 1);
    }

    /** Every token that was ever there, oldest first. */
    List<Token> history() {
        return List.copyOf(history);
    }

    /** What was tried to be written, with or without success. */
    List<Token> bodies() {
        return List.copyOf(bodies);
    }

    void nextWrites(Fault... next) {
        faults.addAll(List.of(next));
    }

    void setUnreadable(boolean value) {
        unreadable = value;
    }

    /** Somebody else is faster. */
    void beforeNextWrite(Runnable other) {
        beforeNextWrite = other;
    }

    /** Somebody else writes. */
    void change(Function<Token, Transition> change) {
        history.add(change.apply(newest()).fold(next -> next, refused -> {
            throw new AssertionError("refused: " + refused.why());
        }));
    }
}
