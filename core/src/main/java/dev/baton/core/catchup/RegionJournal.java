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
 * @param bytesPerSecond how fast it copies, as of late
 * @param trouble why it cannot go on just now; empty if it can
 * @param logs by log
 */
public record RegionJournal(
        RegionId region,
        long episode,
        String owner,
        @Nullable RegionId source,
        long bytesPerSecond,
        String trouble,
        SortedMap<LogId, LogJournal> logs) {

    public RegionJournal {
        logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
    }

    /** The journal of a region that has never been caught up. */
    public static RegionJournal empty(RegionId region) {
        return new RegionJournal(region, 0, "", null, 0, "", new TreeMap<>());
    }

    /** What is known about {@code log}. */
    public LogJournal log(LogId log) {
        return logs.getOrDefault(log, LogJournal.EMPTY);
    }

    /** True if the episode under way has copied everything. */
    public boolean isDone() {
        return logs.values().stream()
                .allMatch(log -> log.checkpoint() == null || log.checkpoint().isDone());
    }

    /** The same with this to say. */
    public RegionJournal with(long bytesPerSecondNow, String troubleNow) {
        return new RegionJournal(region, episode, owner, source, bytesPerSecondNow, troubleNow, logs);
    }

    /** The same with these logs. */
    public RegionJournal with(SortedMap<LogId, LogJournal> logsNow) {
        return new RegionJournal(region, episode, owner, source, bytesPerSecond, trouble, logsNow);
    }
}
