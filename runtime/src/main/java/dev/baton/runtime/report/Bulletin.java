package dev.baton.runtime.report;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report as it is published: what is voted upon, and what only people read. Immutable.
 *
 * @param report what is voted upon
 * @param at when it was made, by the reporter's wall clock
 * @param details by region; what is missing was not told
 */
public record Bulletin(Report report, Instant at, SortedMap<RegionId, Detail> details) {

    public Bulletin {
        details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    /**
     * What only people read of one region.
     *
     * @param since when its word became what it is, by the reporter's wall clock
     * @param steps how long each step of the last probe took, in order
     */
    public record Detail(Instant since, Map<String, Duration> steps) {
        public Detail {
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        }
    }
}
