package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The topics of every region that has answered, by stream; that of frontiers stands under its own name. Immutable.
 *
 * @param byRegion in a region, what is missing is absent
 */
record TopicTable(SortedMap<RegionId, SortedMap<String, TopicState>> byRegion) {

    TopicTable {
        byRegion = Collections.unmodifiableSortedMap(new TreeMap<>(byRegion));
    }

    /** Asks all regions at the same time; those that do not answer are left out. */
    static TopicTable of(SortedMap<RegionId, RegionLine> lines) {
        SortedMap<RegionId, Line.Question<SortedMap<String, TopicState>>> questions = new TreeMap<>();
        lines.forEach((region, line) -> questions.put(region, line.topics()));
        SortedMap<RegionId, SortedMap<String, TopicState>> told = new TreeMap<>();
        questions.forEach((region, question) ->
                question.await().fold(topics -> told.put(region, topics) == null, silent -> false));
        return new TopicTable(told);
    }

    /** The regions that have answered. */
    Set<RegionId> regions() {
        return byRegion.keySet();
    }

    /** The topic of this stream in every region that has it. */
    SortedMap<RegionId, TopicState> topics(String stream) {
        SortedMap<RegionId, TopicState> topics = new TreeMap<>();
        byRegion.forEach((region, byStream) ->
                Optional.ofNullable(byStream.get(stream)).ifPresent(topic -> topics.put(region, topic)));
        return topics;
    }
}
