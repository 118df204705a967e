package dev.baton.runtime.handover;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the token over and over until the time is up, and tells the listener of each trouble once. A write of unknown
 * outcome is tried again with the same body as long as the token has not moved. For one thread.
 */
final class Attempts {

    /** How soon to look again: this bounds the pause that users see. */
    private static final Duration POLL = Duration.ofMillis(10);

    private final HandoverPorts ports;
    private final HandoverListener listener;
    private final Duration timeout;
    private final long startNanos;
    private boolean persistent;
    private @Nullable Token inDoubt;
    private @Nullable Token expectedInDoubt;
    private @Nullable String trouble;

    Attempts(HandoverPorts ports, HandoverListener listener, Duration timeout) {
        this.ports = ports;
        this.listener = listener;
        this.timeout = timeout;
        this.startNanos = ports.nanoTime().getAsLong();
    }

    Duration elapsed() {
        return Duration.ofNanos(ports.nanoTime().getAsLong() - startNanos);
    }

    boolean isTimeUp() {
        return elapsed().compareTo(timeout) >= 0;
    }

    /** From now on a store that does not answer is waited for: something of this order is, or may be, in it. */
    void persist() {
        persistent = true;
    }

    /** True if this order has written {@code token}, and only the answer was lost. */
    boolean isOwn(Token token) {
        return inDoubt != null && inDoubt.audit().writeId().equals(token.audit().writeId());
    }

    /** What hinders, for people; empty if nothing does. */
    String trouble() {
        return trouble == null ? "" : ": " + trouble;
    }

    /**
     * The token, after a moment; empty if it cannot be read now.
     *
     * @throws StoreUnavailableException as long as nothing was written, so that the caller knows that
     */
    Optional<Token> readAgain() {
        ports.pause().accept(POLL);
        try {
            Token token = ports.tokens().read();
            trouble = inDoubt == null ? null : trouble;
            return Optional.of(token);
        } catch (StoreUnavailableException e) {
            note(e);
            return Optional.empty();
        }
    }

    /**
     * Writes {@code next}, or what is in doubt since an earlier attempt at the same token; empty unless it was applied, and then
     * the token must be read again.
     *
     * @throws StoreUnavailableException as long as nothing was written, so that the caller knows that
     */
    Optional<Token> write(String what, Token expected, Token next) {
        Token doubtful = inDoubt;
        Token body = doubtful != null && isSame(expected, expectedInDoubt) ? doubtful : next;
        try {
            return ports.tokens()
                    .compareAndSet(expected, body)
                    .fold(applied -> applied(applied.token()), conflict -> conflict(conflict.current()), unknown -> {
                        inDoubt = body;
                        expectedInDoubt = expected;
                        return unknown(what, unknown);
                    });
        } catch (StoreUnavailableException e) {
            note(e);
            return Optional.empty();
        }
    }

    private Optional<Token> applied(Token token) {
        settled();
        persist();
        return Optional.of(token);
    }

    private Optional<Token> conflict(Token current) {
        settled();
        listener.conflict(current);
        return Optional.empty();
    }

    private void settled() {
        inDoubt = null;
        expectedInDoubt = null;
        trouble = null;
    }

    private Optional<Token> unknown(String what, CasOutcome.Unknown unknown) {
        persist();
        String told = what + ": " + unknown.why();
        if (!told.equals(trouble)) {
            trouble = told;
            listener.inDoubt(what, unknown.why());
        }
        return Optional.empty();
    }

    private void note(StoreUnavailableException e) {
        if (!persistent) {
            throw e;
        }
        String why = String.valueOf(e.getMessage());
        if (!why.equals(trouble)) {
            trouble = why;
            listener.trouble(why);
        }
    }

    private static boolean isSame(Token one, @Nullable Token other) {
        return other != null
                && one.version() == other.version()
                && one.audit().writeId().equals(other.audit().writeId());
    }
}
