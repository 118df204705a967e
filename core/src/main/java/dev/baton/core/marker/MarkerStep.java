package dev.baton.core.marker;

import dev.baton.core.RegionId;
import java.time.Duration;

/** The next thing to do for the markers. Immutable. */
public sealed interface MarkerStep {

    /** Write this claim in place of the one that was read, by compare-and-set. */
    record Claim(MarkerClaim next) implements MarkerStep {}

    /** Delete the marker of this region. */
    record Delete(RegionId region) implements MarkerStep {}

    /** Create the marker of this region, if {@link MarkerRule#mayCreate} still allows it. */
    record Create(RegionId region) implements MarkerStep {}

    /** Look again after this time, or when the token changes. */
    record Rest(Duration time) implements MarkerStep {}
}
