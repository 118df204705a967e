package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Stop: another term, or another process of this term, has taken over what this process was working on (rule F). Nothing of the
 * refused work has taken effect, and retrying cannot help.
 */
public final class FencedException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public FencedException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public FencedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
