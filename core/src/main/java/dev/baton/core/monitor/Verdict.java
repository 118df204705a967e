package dev.baton.core.monitor;

import java.time.Duration;

/**
 * What to do now, and when to ask again. Immutable.
 *
 * @param decision what to do now
 * @param wakeAfter ask again after this time at the latest, even if nothing was observed until then
 */
public record Verdict(Decision decision, Duration wakeAfter) {

    private static final Duration NEVER = Duration.ofDays(1);

    /** Time alone will not change this decision. */
    static Verdict of(Decision decision) {
        return new Verdict(decision, NEVER);
    }
}
