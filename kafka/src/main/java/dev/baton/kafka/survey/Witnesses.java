package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Tally;
import dev.baton.runtime.report.Bulletin;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What monitors and clients have made known. Immutable.
 *
 * @param monitors the newest report of each monitor that ever reported
 * @param fresh the monitors whose report is certainly new, as it was seen to change between two looks
 * @param clients the newest report of each client, of the first hundred
 * @param votes of the monitors that the configuration names, by region; empty if it names none
 */
public record Witnesses(
        SortedMap<String, Bulletin> monitors,
        SortedSet<String> fresh,
        SortedMap<String, Bulletin> clients,
        SortedMap<RegionId, Tally> votes) {

    /** Nobody has reported. */
    public static final Witnesses NONE =
            new Witnesses(new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>());

    public Witnesses {
        monitors = Collections.unmodifiableSortedMap(new TreeMap<>(monitors));
        fresh = Collections.unmodifiableSortedSet(new TreeSet<>(fresh));
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
        votes = Collections.unmodifiableSortedMap(new TreeMap<>(votes));
    }
}
