package dev.baton.runtime.config;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One stream. Immutable.
 *
 * @param topics what the stream is called in a region, where it is not called by its own name; usually empty
 */
public record StreamConfig(SortedMap<RegionId, String> topics) {

    /** A stream that has its own name in every region. */
    public static final StreamConfig DEFAULT = new StreamConfig(Collections.emptySortedMap());

    public StreamConfig {
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        Faults faults = new Faults();
        for (Entry<RegionId, String> topic : topics.entrySet()) {
            faults.require(TopicName.isLegal(topic.getValue()), TopicName.RIGHT, "topics." + topic.getKey());
        }
        faults.throwIfAny();
    }
}
