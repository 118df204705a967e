package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Reconcile: a write may or may not have happened, and reading could not tell.
 */
public final class OutcomeUnknownException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public OutcomeUnknownException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
