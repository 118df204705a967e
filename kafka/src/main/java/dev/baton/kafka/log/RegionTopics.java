package dev.baton.kafka.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the streams are called in one region. Immutable.
 *
 * @param region of which this is true
 * @param byStream the topic of each configured stream
 */
record RegionTopics(RegionId region, Map<String, String> byStream) {

    RegionTopics {
        byStream = Map.copyOf(byStream);
    }

    /** The topic of a configured stream. */
    String topic(String stream) {
        String topic = byStream.get(stream);
        if (topic == null) {
            throw new IllegalArgumentException(
                    "stream: '" + stream + "' is none of the streams " + byStream.keySet() + " of " + region);
        }
        return topic;
    }

    TopicPartition partition(LogId log) {
        return new TopicPartition(topic(log.stream()), log.partition());
    }
}
