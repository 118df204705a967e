package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import java.time.Duration;

/**
 * The order to bring the baton home from a region that is well, however it got there: also after an operator has moved it, who may
 * want another policy as long as it shall stay. Immutable.
 *
 * @param home where the baton is preferred to be
 * @param after how long home must have been IN_SYNC and not down, with no handover meanwhile; 0 to 24 h
 */
public record Failback(RegionId home, Duration after) {

    public Failback {
        if (after.isNegative() || after.compareTo(MonitorState.DAY) > 0) {
            throw new IllegalArgumentException("after: " + after.toSeconds() + " s is not between 0 and 24 h");
        }
    }
}
