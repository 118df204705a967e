package dev.baton.core.frontier;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of time at whose end every record that a log held at its beginning has been deleted, in every region. Frontiers count
 * the age of their entries in rounds (rule D): clocks, retention settings and timestamps say when a record may go, and only the
 * log's own start says that it has gone. Immutable.
 *
 * @param number how many rounds of this log have ended
 * @param began what each region's log held when this one began; empty if nobody has looked yet
 */
public record Round(long number, SortedMap<RegionId, LogExtent> began) {

    /** Nobody has looked yet. */
    static final Round FIRST = new Round(0, Collections.emptySortedMap());

    public Round {
        if (number < 0) {
            throw new IllegalArgumentException("number: " + number + " is negative");
        }
        began = Collections.unmodifiableSortedMap(new TreeMap<>(began));
    }

    /**
     * The round that it is, now that somebody has looked: this one, the next, or this one begun again where something may have
     * put old records into a log in the meantime.
     *
     * @param now what each region's log holds, all of them IN_SYNC before and after they were looked at
     */
    Round after(SortedMap<RegionId, LogExtent> now) {
        Round again = new Round(number, now);
        if (began.isEmpty() || !now.keySet().equals(began.keySet())) {
            return again;
        }
        boolean ended = true;
        for (Map.Entry<RegionId, LogExtent> each : began.entrySet()) {
            LogExtent then = each.getValue();
            LogExtent log = now.getOrDefault(each.getKey(), then);
            if (log.episode() != then.episode() || log.end() < then.end()) {
                return again; // a catch-up may have copied old records, or the log was replaced
            }
            ended &= log.start() >= then.end();
        }
        return ended ? new Round(number + 1, now) : this;
    }
}
