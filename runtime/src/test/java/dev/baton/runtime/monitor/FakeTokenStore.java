package dev.baton.runtime.monitor;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import java.util.ArrayList;
import java.util.List;

/** A token in memory whose store fails on demand. */
final class FakeTokenStore implements TokenStore {

    /** What the next writes do. */
    enum Writes {
        WORK,
        APPLY_BUT_ANSWER_UNKNOWN,
        ANSWER_UNKNOWN,
        FAIL
    }

    private final List<Token> history = new ArrayList<>();
    private boolean unreadable;
    private boolean hanging;
    private boolean callers;
    private Writes writes = Writes.WORK;
    private int attempts;

    FakeTokenStore(Token first) {
        history.add(first);
    }

    @Override
    public synchronized Token read() {
        hangIfTold();
        if (unreadable) {
            throw new StoreUnavailableException("The store does not answer");
        }
        return newest();
    }

    @Override
    public synchronized CasOutcome compareAndSet(Token expected, Token next) {
        attempts++;
        if (writes == Writes.FAIL) {
            throw new StoreUnavailableException("The disk is full");
        }
        if (writes == Writes.ANSWER_UNKNOWN) {
            return new CasOutcome.Unknown("the answer was lost");
        }
        if (newest().version() != expected.version()) {
            return new CasOutcome.Conflict(newest());
        }
        history.add(next);
        return writes == Writes.WORK ? new CasOutcome.Applied(next) : new CasOutcome.Unknown("the answer was lost");
    }

    @Override
    public CasOutcome create(Token first) {
        throw new UnsupportedOperationException("a monitor creates no token");
    }

    synchronized Token newest() {
        return history.get(history.size() - 1);
    }

    /** Somebody else writes. */
    synchronized void write(Token next) {
        history.add(next);
    }

    synchronized List<Token> history() {
        return List.copyOf(history);
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized void setUnreadable(boolean value) {
        unreadable = value;
    }

    synchronized void setHanging() {
        hanging = true;
    }

    /** True once somebody waits for a store that hangs. */
    synchronized boolean hasCallers() {
        return callers;
    }

    synchronized void setWrites(Writes value) {
        writes = value;
    }

    private synchronized void hangIfTold() {
        try {
            while (hanging) {
                callers = true;
                wait();
            }
        } catch (InterruptedException e) {
            throw new StoreUnavailableException("Interrupted while the store hung", e);
        }
    }
}
