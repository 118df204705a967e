package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Look at the token: it is missing, damaged, of another name or of a newer format. It is never taken for a fresh start.
 */
public final class InvalidTokenException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public InvalidTokenException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public InvalidTokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
