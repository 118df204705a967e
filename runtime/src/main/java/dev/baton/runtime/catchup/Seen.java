package dev.baton.runtime.catchup;

import dev.baton.core.RegionId;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * What one process has seen of the token, and since when on its own monotonic clock: the evidence for steps 0 and 2 of rule C. For
 * one thread.
 */
final class Seen {

    private final RegionId region;
    private @Nullable Token newest;
    private long shutSince;
    private long stateSince;

    Seen(RegionId region) {
        this.region = region;
    }

    /** {@code token} was in the store, and this was known at {@code nowNanos}. */
    void saw(Token token, long nowNanos) {
        Token before = newest;
        if (before != null && token.version() <= before.version()) {
            return;
        }
        if (before == null || !hasStayedShut(before, token)) {
            shutSince = nowNanos;
        }
        if (before == null || !state(token).equals(state(before))) {
            stateSince = nowNanos;
        }
        newest = token;
    }

    /** How much longer until the region's gate is closed for certain (step 0). */
    long shutInNanos(Token token, long nowNanos) {
        return token.viewsExpireIn().toNanos() - (nowNanos - shutSince);
    }

    /** How much longer until every view of before the region's present state has expired (step 2). */
    long knownInNanos(Token token, long nowNanos) {
        return token.viewsExpireIn().toNanos() - (nowNanos - stateSince);
    }

    /** True if no version from {@code before} to {@code token} lets the region process, nor one between that nobody here has seen. */
    private boolean hasStayedShut(Token before, Token token) {
        boolean nothingUnseen = token.version() == before.version() + 1;
        boolean sameTerm = token.term().equals(before.term()); // in which a gate that has closed does not open again
        return !before.admits(region) && !token.admits(region) && (nothingUnseen || sameTerm);
    }

    private RegionState state(Token token) {
        RegionState state = token.regions().get(region);
        if (state == null) {
            throw new IllegalArgumentException(
                    "region: " + region + " is none of " + token.regions().keySet());
        }
        return state;
    }
}
