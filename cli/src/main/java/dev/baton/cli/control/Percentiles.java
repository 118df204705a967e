package dev.baton.cli.control;

import java.time.Duration;
import java.util.List;

/** How long something took, over and over. Immutable. */
record Percentiles(Duration p50, Duration p99, Duration p999, Duration max) {

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;
    private static final double NEARLY_ALL = 0.999;

    /** Of at least one. */
    static Percentiles of(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return new Percentiles(
                at(sorted, MEDIAN), at(sorted, MOST), at(sorted, NEARLY_ALL), sorted.get(sorted.size() - 1));
    }

    /** The nearest rank. */
    private static Duration at(List<Duration> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
