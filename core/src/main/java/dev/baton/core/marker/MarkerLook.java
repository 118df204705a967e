package dev.baton.core.marker;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one who mirrors has seen in one look, in this order. Immutable.
 *
 * @param token as read
 * @param claim as read after that; null if there is none yet
 * @param claimStoodFor from when this very claim was first seen until it was asked for in this look, on the own monotonic clock
 * @param marked the regions that have markers
 * @param present those whose marker exists, asked after the claim was read
 */
public record MarkerLook(
        Token token,
        @Nullable MarkerClaim claim,
        Duration claimStoodFor,
        SortedSet<RegionId> marked,
        SortedSet<RegionId> present) {

    public MarkerLook {
        marked = Collections.unmodifiableSortedSet(new TreeSet<>(marked));
        present = Collections.unmodifiableSortedSet(new TreeSet<>(present));
    }
}
