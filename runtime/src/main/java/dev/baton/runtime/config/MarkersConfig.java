package dev.baton.runtime.config;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The token as objects that just exist or do not, for clients that know nothing else. Immutable.
 *
 * @param store where they are
 * @param objects what the marker of each region is called; each another name, none where the token has its own objects
 * @param pause how long neither exists when the baton moves, and what a late write of a marker may take; default 5 s
 */
public record MarkersConfig(StoreConfig store, SortedMap<RegionId, String> objects, Duration pause) {

    /** {@link #pause()} where the file says nothing. */
    public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

    private static final Duration MIN_PAUSE = Duration.ofSeconds(3);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

    public MarkersConfig {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
        new Faults()
                .require(!objects.isEmpty(), "needs the name of an object for each region, such as 'r1: r1'", "objects")
                .require(
                        new HashSet<>(objects.values()).size() == objects.size(),
                        "must give each region another object",
                        "objects")
                .require(
                        pause.compareTo(MIN_PAUSE) >= 0 && pause.compareTo(MAX_PAUSE) <= 0,
                        "must be from 3s to 10m",
                        "pause")
                .throwIfAny();
    }
}
