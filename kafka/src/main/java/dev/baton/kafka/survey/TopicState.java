package dev.baton.kafka.survey;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One topic of one region. Immutable.
 *
 * @param partitions how many it has
 * @param settings those that are compared, by Kafka's name; one that the region does not tell is absent
 */
record TopicState(int partitions, SortedMap<String, String> settings) {

    TopicState {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    Optional<String> value(TopicSetting setting) {
        return Optional.ofNullable(settings.get(setting.key()));
    }
}
