package dev.baton.core.token;

import java.time.Instant;

/**
 * One region as the token records it. Immutable.
 *
 * @param sync how its logs stand
 * @param since when that began; for people only, nothing is decided from it
 * @param episode the number of its latest catch-up, 0 before the first
 */
public record RegionState(Sync sync, Instant since, long episode) {

    public RegionState {
        if (episode < 0) {
            throw new IllegalArgumentException("episode: " + episode + " is negative");
        }
    }

    RegionState with(Sync changed, Instant at) {
        return changed == sync ? this : new RegionState(changed, at, episode);
    }
}
