package dev.baton.runtime.view;

import dev.baton.core.BatonException;
import dev.baton.core.token.TokenStore;
import dev.baton.core.token.View;
import java.util.function.LongSupplier;

/** Where views of the token come from. Used by one thread. */
@FunctionalInterface
public interface ViewSource {

    /**
     * The token of now, valid from an instant at which no newer one had been written (rule V).
     *
     * @throws BatonException if it cannot be read
     */
    View look();

    /** Views that are a read of {@code store} each, valid from before its request was sent. */
    static ViewSource of(TokenStore store, LongSupplier nanoTime) {
        return () -> {
            long sentAt = nanoTime.getAsLong(); // Rule V: before the request, not after the answer
            return View.readAt(sentAt, store.read());
        };
    }
}
