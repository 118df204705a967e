package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Mend the effects or the data: the sink refuses this work and would refuse it again. Nothing of it has taken effect.
 */
public final class SinkFailedException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public SinkFailedException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public SinkFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
