package dev.baton.core;

import org.jspecify.annotations.Nullable;

/**
 * The one root of Baton's errors; each leaf is named for what the caller must do.
 *
 * <p>Outcomes that are to be expected (a lost race, a refused change) are return types, not exceptions.
 */
public abstract sealed class BatonException extends RuntimeException
        permits EventsExpiredException,
                FencedException,
                InvalidConfigurationException,
                InvalidTokenException,
                OutcomeUnknownException,
                RegionUnavailableException,
                SinkFailedException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    BatonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
