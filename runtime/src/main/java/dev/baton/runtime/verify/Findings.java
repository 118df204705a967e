package dev.baton.runtime.verify;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a comparison has found. Immutable.
 *
 * @param logs by log
 */
public record Findings(SortedMap<LogId, Log> logs) {

    /**
     * What was found in one log.
     *
     * @param common events that every region has
     * @param regions each region's copy of the log
     */
    public record Log(long common, SortedMap<RegionId, RegionFindings> regions) {

        public Log {
            regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
        }
    }

    public Findings {
        logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
    }

    /** All logs together. */
    public Log sum() {
        long common = 0;
        SortedMap<RegionId, RegionFindings> regions = new TreeMap<>();
        for (Log log : logs.values()) {
            common += log.common();
            log.regions().forEach((region, found) -> regions.merge(region, found, RegionFindings::plus));
        }
        return new Log(common, regions);
    }

    /** True if every region holds the same events, each producer's in order. */
    public boolean areSame() {
        return sum().regions().values().stream().noneMatch(RegionFindings::differs);
    }
}
