package dev.baton.core.catchup;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of a region's catch-ups: the spans that its readers need, and how far the episode under way has come. Changed only
 * by compare-and-set, by whoever owns the episode; taking it over is such a change, too. Immutable.
 *
 * @param region whose logs these are
 * @param episode the latest, 0 if there was none
 * @param owner who drives it, as a fresh random name of a process; empty if nobody has
 * @param source from which it copies; null if there was none
 * @param logs by log
 */
public record RegionJournal(
        RegionId region, long episode, String owner, @Nullable RegionId source, SortedMap<LogId, LogJournal> logs) {

    public RegionJournal {
        logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
    }

    /** The journal of a region that has never been caught up. */
    public static RegionJournal empty(RegionId region) {
        return new RegionJournal(region, 0, "", null, new TreeMap<>());
    }

    /** What is known about {@code log}. */
    public LogJournal log(LogId log) {
        return logs.getOrDefault(log, LogJournal.EMPTY);
    }
}
