package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one process has made known of the regions. Immutable.
 *
 * @param by who says so; unique among those of its kind
 * @param run random, drawn at each start of that process
 * @param count grows with each report of a run: two reports with the same run and count are the same
 * @param findings by region; what is missing was not told
 */
public record Report(String by, String run, long count, SortedMap<RegionId, Finding> findings) {

    public Report {
        findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
    }

    boolean isSameAs(Report other) {
        return count == other.count && run.equals(other.run);
    }
}
