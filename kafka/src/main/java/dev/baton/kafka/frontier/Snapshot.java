package dev.baton.kafka.frontier;

import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import org.jspecify.annotations.Nullable;

/**
 * One frontier on its way to the regions. Encoded once and only when it is sent: one that is replaced before costs no more than
 * its copy, and one that is sent at once not even that. Safe for use by several threads once it is detached.
 */
final class Snapshot {

    private final FrontierKey key;
    private @Nullable Frontier frontier; // null once it is encoded
    private byte[] bytes = {};

    /** {@code frontier} must not change before {@link #detach}. */
    Snapshot(FrontierKey key, Frontier frontier) {
        this.key = key;
        this.frontier = frontier;
    }

    FrontierKey key() {
        return key;
    }

    /** From now on the frontier that this was made from may change. */
    synchronized void detach() {
        if (frontier != null) {
            frontier = frontier.copy();
        }
    }

    synchronized byte[] bytes() {
        Frontier notEncoded = frontier;
        if (notEncoded != null) {
            bytes = FrontierCodec.encode(notEncoded);
            frontier = null;
        }
        return bytes;
    }

    /** The frontier, which is the caller's. */
    synchronized Frontier frontier() {
        return frontier != null
                ? frontier.copy()
                : FrontierCodec.decode(bytes).orElseThrow(why -> new IllegalStateException("Own frontier " + why));
    }
}
