package dev.baton.core.marker;

import dev.baton.core.RegionId;
import org.jspecify.annotations.Nullable;

/**
 * Whose marker may be created, by whoever mirrors. Immutable.
 *
 * @param version of the token that says so
 * @param holder the region that may process by that version; null if none may
 */
public record MarkerClaim(long version, @Nullable RegionId holder) {}
