package dev.baton.core.token;

import dev.baton.core.RegionId;

/**
 * A handover under way as the token records it. Immutable; the same in every version of the token until that handover is completed,
 * aborted or redirected, and equal to no other's. So whoever sees it twice knows that nobody's gate was open in between, also if
 * versions were missed (rule H).
 *
 * @param to where the baton is going
 * @param since the version of the token that began or redirected it, from 1
 */
public record HandoverState(RegionId to, long since) {

    public HandoverState {
        if (since < 1) {
            throw new IllegalArgumentException("handoverSince: " + since + " is not a version; versions start at 1");
        }
    }
}
