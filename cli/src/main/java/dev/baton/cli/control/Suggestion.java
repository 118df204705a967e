package dev.baton.cli.control;

import dev.baton.runtime.config.MonitorConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Thresholds of the monitor that fit what was measured, and why. Immutable; made by a pure function.
 *
 * @param probeTimeout a probe that takes longer has failed
 * @param downFailures so many in a row
 * @param downAfter for so long
 * @param noticedWithin the longest until a region that hangs counts as down, about
 * @param reasons a sentence for each
 */
record Suggestion(
        Duration probeTimeout, int downFailures, Duration downAfter, Duration noticedWithin, List<String> reasons) {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(200);
    private static final Duration LEAST_DOWN_AFTER = Duration.ofSeconds(1);
    private static final int FAILURES = 3;

    /** For regions whose probes took so long, of which there is at least one; the slowest counts, as one file is for all. */
    static Suggestion of(Collection<Percentiles> regions, MonitorConfig configured) {
        Duration slowest =
                regions.stream().map(Percentiles::max).max(Duration::compareTo).orElseThrow();
        Duration timeout = longer(LEAST_TIMEOUT, roundedUp(slowest.multipliedBy(2)));
        Duration beat = longer(timeout, configured.probeInterval());
        Duration downAfter = longer(LEAST_DOWN_AFTER, roundedUp(beat.multipliedBy(FAILURES - 1)));
        Duration noticed =
                configured.probeInterval().plus(longer(downAfter.plus(timeout), beat.multipliedBy(FAILURES)));
        return new Suggestion(
                timeout,
                FAILURES,
                downAfter,
                noticed,
                List.of(
                        "probeTimeout " + text(timeout) + ": twice the slowest probe that was measured ("
                                + text(slowest) + "), at least " + text(LEAST_TIMEOUT) + ", so that none of them would"
                                + " have failed",
                        "downFailures " + FAILURES
                                + ": one failure is an accident and two may be one pause of a broker",
                        "downAfter " + text(downAfter) + ": the time that " + (FAILURES - 1)
                                + " further probes take when they hang, at least " + text(LEAST_DOWN_AFTER),
                        "so a region that hangs is noticed within about " + text(noticed)));
    }

    /** As {@code baton.yaml} has it. */
    static String text(Duration duration) {
        long nanos = duration.toNanos();
        return nanos % Duration.ofSeconds(1).toNanos() == 0
                ? duration.toSeconds() + "s"
                : nanos % Duration.ofMillis(1).toNanos() == 0 || duration.compareTo(STEP) > 0
                        ? duration.toMillis() + "ms"
                        : String.format(Locale.ROOT, "%.1fms", nanos / 1e6);
    }

    private static Duration roundedUp(Duration duration) {
        long steps = (duration.toNanos() + STEP.toNanos() - 1) / STEP.toNanos();
        return STEP.multipliedBy(steps);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
