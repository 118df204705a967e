package dev.baton.runtime.marker;

import dev.baton.core.marker.MarkerRule;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.MarkersConfig;
import dev.baton.runtime.follow.TokenFollower;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.Stores;
import org.jspecify.annotations.Nullable;

/** The mirror of one process, if the configuration wants one. Safe for use by several threads. */
public final class Markers implements AutoCloseable {

    private final @Nullable ObjectStore store;
    private final @Nullable TokenFollower follower;

    /** A mirror that does nothing before {@link #start}; {@code tokens} and their store stay the caller's. */
    public Markers(BatonConfig config, TokenStore tokens, ObjectStore claims) {
        MarkersConfig markers = config.markers();
        if (markers == null) {
            store = null;
            follower = null;
            return;
        }
        store = Stores.open(markers.store());
        MarkerTask task = new MarkerTask(
                new MarkerRule(markers.pause()),
                new MarkerPorts(config.name(), tokens, claims, store, markers.objects(), System::nanoTime));
        follower = new TokenFollower("baton-markers", token -> task.turn());
    }

    /** Starts. Call once. */
    public void start() {
        if (follower != null) {
            follower.start();
        }
    }

    /** A version of the token was read that is newer than any before. Returns at once. */
    public void tokenChanged(Token token) {
        if (follower != null) {
            follower.tokenChanged(token);
        }
    }

    /** Ends it; markers stay as they are. */
    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
        if (store != null) {
            store.close();
        }
    }
}
