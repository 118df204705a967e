package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Retry later: the object store did not answer or refused; nothing was decided from it.
 */
public final class StoreUnavailableException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public StoreUnavailableException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
