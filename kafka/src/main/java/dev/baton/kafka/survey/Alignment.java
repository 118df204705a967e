package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.runtime.config.BatonConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What can be done so that topics are the same in every region: makes those that are missing, and raises limits to the largest.
 * Nothing is deleted or lowered, and no partition is added.
 */
final class Alignment {

    private final BatonConfig config;
    private final TopicTable topics;
    private final List<TopicChange> changes = new ArrayList<>();
    private final List<Finding> left = new ArrayList<>();

    private Alignment(BatonConfig config, TopicTable topics) {
        this.config = config;
        this.topics = topics;
    }

    /**
     * What to do, and what must be left to a person.
     *
     * @param changes in the order in which they are to be made
     * @param left what stays as it is, and why
     */
    record Plan(List<TopicChange> changes, List<Finding> left) {}

    /** What can be done about these topics. */
    static Plan of(BatonConfig config, TopicTable topics) {
        Alignment alignment = new Alignment(config, topics);
        config.streams().keySet().forEach(alignment::align);
        topics.topics(FrontierTopic.NAME).forEach(alignment::alignFrontiers);
        return new Plan(List.copyOf(alignment.changes), List.copyOf(alignment.left));
    }

    private void align(String stream) {
        SortedMap<RegionId, TopicState> existing = topics.topics(stream);
        if (existing.isEmpty()) {
            leave(stream, "has no topic in any region that answers; make the first one, with the partitions you want");
            return;
        }
        SortedMap<String, String> common = common(existing);
        existing.forEach((region, topic) -> raise(stream, region, topic, common));
        Set<Integer> partitions =
                existing.values().stream().map(TopicState::partitions).collect(Collectors.toSet());
        if (partitions.size() > 1) {
            leave(
                    stream,
                    "its partitions are left as they are: with more of them the next events of a key go to another"
                            + " partition than those before and may overtake them. Stop the producers, let consumers"
                            + " finish, then add the partitions that are missing (kafka-topics --alter)");
        }
        for (RegionId region : topics.regions()) {
            if (!existing.containsKey(region) && partitions.size() == 1) {
                TopicState like = new TopicState(partitions.iterator().next(), common);
                changes.add(new TopicChange.MakeTopic(stream, region, config.topic(stream, region), like));
            }
        }
    }

    private void leave(String stream, String why) {
        left.add(Finding.note("stream " + stream, why));
    }

    /** The largest of each limit; of other settings that value on which all agree. */
    private static SortedMap<String, String> common(SortedMap<RegionId, TopicState> existing) {
        SortedMap<String, String> common = new TreeMap<>();
        for (TopicSetting setting : TopicSetting.values()) {
            Set<String> values = new HashSet<>();
            existing.values().forEach(topic -> topic.value(setting).ifPresent(values::add));
            if (setting.isLimit() || values.size() == 1) {
                values.stream().reduce(TopicSetting::larger).ifPresent(value -> common.put(setting.key(), value));
            }
        }
        return common;
    }

    private void raise(String stream, RegionId region, TopicState topic, SortedMap<String, String> common) {
        for (TopicSetting setting : TopicSetting.values()) {
            Optional<String> now = topic.value(setting);
            String wanted = common.get(setting.key());
            if (setting.isLimit()
                    && now.isPresent()
                    && wanted != null
                    && !now.get().equals(wanted)) {
                String name = config.topic(stream, region);
                changes.add(
                        new TopicChange.SetValue("stream " + stream, region, name, setting.key(), now.get(), wanted));
            }
        }
    }

    private void alignFrontiers(RegionId region, TopicState topic) {
        lackingOfFrontiers(topic)
                .forEach((key, value) -> changes.add(new TopicChange.SetValue(
                        "topic " + FrontierTopic.NAME,
                        region,
                        FrontierTopic.NAME,
                        key,
                        topic.settings().getOrDefault(key, "unknown"),
                        value)));
    }

    /** What the topic of frontiers must be set to, as it is known to be something else. */
    static SortedMap<String, String> lackingOfFrontiers(TopicState topic) {
        SortedMap<String, String> lacking = new TreeMap<>();
        for (Map.Entry<String, String> needed : FrontierTopic.needs().entrySet()) {
            String now = topic.settings().getOrDefault(needed.getKey(), needed.getValue());
            boolean isLimit = needed.getKey().equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            String wanted = isLimit ? TopicSetting.larger(now, needed.getValue()) : needed.getValue();
            if (!now.equals(wanted)) {
                lacking.put(needed.getKey(), wanted);
            }
        }
        return lacking;
    }
}
