package dev.baton.core.monitor;

import org.jspecify.annotations.Nullable;

/**
 * The time for which a region could have been failed back to, as one monitor has watched it: IN_SYNC, not down, and no handover.
 * Immutable.
 *
 * @param sinceNanos when a probe first found it so
 * @param lastNanos when it was last probed
 */
record Hold(long sinceNanos, long lastNanos) {

    /** What a probe makes of {@code hold}; it begins with a success, and begins anew where nobody has watched. */
    static @Nullable Hold probed(@Nullable Hold hold, Health health, long nowNanos, HealthPolicy policy) {
        boolean isUp = health instanceof Health.Up;
        if (hold != null && !policy.isPause(nowNanos - hold.lastNanos)) {
            return isUp || health instanceof Health.Suspect ? new Hold(hold.sinceNanos, nowNanos) : null;
        }
        return isUp ? new Hold(nowNanos, nowNanos) : null;
    }
}
