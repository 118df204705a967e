package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Wait or fail over: the region that the message names does not answer. Nothing was done there as far as is known.
 */
public final class RegionUnavailableException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public RegionUnavailableException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public RegionUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
