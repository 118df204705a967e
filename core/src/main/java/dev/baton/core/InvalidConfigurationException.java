package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * Mend the configuration: the message says file, line, key, value, and what would be right.
 */
public final class InvalidConfigurationException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says what happened, to what, and what to do next. */
    public InvalidConfigurationException(String message) {
        this(message, null);
    }

    /** As above, with its cause. */
    public InvalidConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
