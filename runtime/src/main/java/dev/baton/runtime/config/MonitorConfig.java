package dev.baton.runtime.config;

import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.SwitchPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How regions are probed and when the monitor acts. Immutable.
 *
 * @param policy whether the monitor moves the baton by itself; default {@link SwitchPolicy#AUTO}
 * @param members the names of all monitors, of whom a majority decides; an odd number, best three with one in each region and one
 *     elsewhere; default none, so that each monitor decides alone
 * @param probeInterval from the start of one probe to the start of the next; default 250 ms
 * @param probeTimeout after which a probe has failed; default 400 ms
 * @param downFailures failed probes in a row before a region may count as down; default 3
 * @param downAfter how long it must have failed before it counts as down; default 1 s
 * @param upAfter how long it must have answered before it counts as up again; default 5 s
 * @param coolDown from one automatic switch to the next, at least; default 30 s
 * @param switchesPerDay automatic switches in 24 hours before the monitor waits for a person; default 10
 * @param lagLimit the most events that a consumer of a region may have yet to read before the monitor moves the baton there without
 *     need; default {@link MonitorPolicy#UNLIMITED}
 * @param failback who brings the baton back to the home region; default {@link FailbackPolicy#MANUAL}
 * @param failbackAfter how long the home region must have been IN_SYNC and not down before the monitor does it; default 10 min
 */
public record MonitorConfig(
        SwitchPolicy policy,
        List<String> members,
        Duration probeInterval,
        Duration probeTimeout,
        int downFailures,
        Duration downAfter,
        Duration upAfter,
        Duration coolDown,
        int switchesPerDay,
        long lagLimit,
        FailbackPolicy failback,
        Duration failbackAfter) {

    // Before DEFAULT, whose construction is checked against them.
    private static final Duration MIN_PROBE = Duration.ofMillis(10);
    private static final Duration MAX_PROBE = Duration.ofMinutes(1);
    private static final Pattern MONITOR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String NAMES =
            "must be names of monitors; use 1 to 63 letters, digits, dots, dashes or underscores each, starting with a letter or"
                    + " digit, as in [r1, r2, witness]";
    private static final Duration MAX_HOLD = Duration.ofHours(24);

    /** What holds where the file says nothing. */
    public static final MonitorConfig DEFAULT = new MonitorConfig(
            SwitchPolicy.AUTO,
            List.of(),
            Duration.ofMillis(250),
            Duration.ofMillis(400),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            10,
            MonitorPolicy.UNLIMITED,
            FailbackPolicy.MANUAL,
            Duration.ofMinutes(10));

    public MonitorConfig {
        members = List.copyOf(members);
        new Faults()
                .require(members.stream().allMatch(MONITOR.asMatchPredicate()), NAMES, "members")
                .require(new HashSet<>(members).size() == members.size(), "must not name one twice", "members")
                .require(
                        members.isEmpty() || members.size() % 2 == 1,
                        "must be an odd number of monitors. Of two, both must agree, so that the loss of either ends all"
                                + " automatic switching, which is worse than one alone; four can lose no more than three can",
                        "members")
                .require(isWithin(probeInterval, MIN_PROBE, MAX_PROBE), "must be from 10ms to 1m", "probeInterval")
                .require(isWithin(probeTimeout, MIN_PROBE, MAX_PROBE), "must be from 10ms to 1m", "probeTimeout")
                .require(downFailures >= 1 && downFailures <= 100, "must be from 1 to 100", "downFailures")
                .require(
                        probeTimeout.compareTo(downAfter) <= 0,
                        "must be at most downAfter, or a region that hangs would count as down before one probe has"
                                + " failed (defaults: probeTimeout 400ms, downAfter 1s)",
                        "probeTimeout",
                        "downAfter")
                .require(
                        probeInterval.compareTo(downAfter) <= 0,
                        "must be at most downAfter, or a region would count as down before it was probed again"
                                + " (defaults: probeInterval 250ms, downAfter 1s)",
                        "probeInterval",
                        "downAfter")
                .require(
                        probeInterval.compareTo(upAfter) <= 0,
                        "must be at most upAfter, or a region would count as up before it was probed again"
                                + " (defaults: probeInterval 250ms, upAfter 5s)",
                        "probeInterval",
                        "upAfter")
                .require(downAfter.compareTo(MAX_HOLD) <= 0, "must be at most 24h", "downAfter")
                .require(upAfter.compareTo(MAX_HOLD) <= 0, "must be at most 24h", "upAfter")
                .require(isWithin(coolDown, Duration.ZERO, MAX_HOLD), "must be from 0s to 24h", "coolDown")
                .require(
                        switchesPerDay >= 1 && switchesPerDay <= 1000,
                        "must be from 1 to 1000; for none at all use 'policy: manual'",
                        "switchesPerDay")
                .require(lagLimit >= 0, "must be 0 or more events, or 'unlimited'", "lagLimit")
                .require(isWithin(failbackAfter, Duration.ZERO, MAX_HOLD), "must be from 0s to 24h", "failbackAfter")
                .throwIfAny();
    }

    private static boolean isWithin(Duration value, Duration from, Duration to) {
        return value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
    }
}
