package dev.baton.core.monitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one monitor. Immutable.
 *
 * @param switching how much it does by itself; default {@link SwitchPolicy#AUTO}
 * @param health when a region counts as down and up
 * @param fenced true if every sink is transactional, so that a handover need not wait ({@code handover: fenced}); default false
 * @param coolDown how long after a change of the term no handover is begun; default 30 s
 * @param switchesPerDay how many automatic switches within 24 hours are made before a person must look; default 10
 * @param lagLimit the most events that a consumer may have yet to read in a region to which the baton goes without need: home, or the
 *     first of several that could take over. None that tells its lag is more than any limit; default {@link #UNLIMITED}
 * @param failback where the baton is brought back to; default null, as a person does that
 */
public record MonitorPolicy(
        SwitchPolicy switching,
        HealthPolicy health,
        boolean fenced,
        Duration coolDown,
        int switchesPerDay,
        long lagLimit,
        @Nullable Failback failback) {

    /** No limit on lag: also a region of which none is told is within it. */
    public static final long UNLIMITED = ClientsWord.UNKNOWN_LAG;

    /** What a monitor uses unless told otherwise. */
    public static final MonitorPolicy DEFAULT = new MonitorPolicy(
            SwitchPolicy.AUTO, HealthPolicy.DEFAULT, false, Duration.ofSeconds(30), 10, UNLIMITED, null);

    public MonitorPolicy {
        if (coolDown.isNegative() || coolDown.compareTo(MonitorState.DAY) > 0) {
            throw new IllegalArgumentException("coolDown: " + coolDown.toSeconds() + " s is not between 0 and 24 h");
        }
        if (switchesPerDay < 0) {
            throw new IllegalArgumentException("switchesPerDay: " + switchesPerDay + " is negative");
        }
        if (lagLimit < 0) {
            throw new IllegalArgumentException("lagLimit: " + lagLimit + " is negative");
        }
    }
}
