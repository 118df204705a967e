package dev.baton.core.token;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.StoreUnavailableException;

/**
 * Where the token lives. Implementations are safe for use by several threads; every call ends within a deadline of its own.
 */
public interface TokenStore {

    /**
     * The newest token. Linearizable: a read that starts after a write was applied sees it or a later one.
     *
     * @throws InvalidTokenException if the token is missing, damaged, of another name or of a newer format
     * @throws StoreUnavailableException if the store does not answer; says nothing about the token
     */
    Token read();

    /**
     * Writes {@code next} if the store still holds {@code expected}. Must not retry with a different body, and must
     * not report a conflict that is its own write: an answer that was lost is reconciled by reading.
     *
     * <p>After {@code Unknown} it may be called again with the same two tokens; a {@code Conflict} then speaks of the
     * later call only.
     *
     * @throws InvalidTokenException as {@link #read}; nothing was written
     * @throws StoreUnavailableException if the store cannot be reached or refuses, and it is certain that nothing was
     *     written and nothing will be
     */
    CasOutcome compareAndSet(Token expected, Token next);

    /** Writes the first token if there is none. The same outcomes and errors as {@link #compareAndSet}. */
    CasOutcome create(Token first);
}
