package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.kafka.frontier.FrontierTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/** Says how the topics of one stream differ from region to region, and what comes of it. */
final class Parity {

    private Parity() {}

    /** One finding for each difference; if there is none, one that says so. */
    static List<Finding> findings(String stream, SortedMap<RegionId, TopicState> topics) {
        String subject = "stream " + stream;
        List<Finding> findings = new ArrayList<>();
        SortedMap<RegionId, Integer> counts = new TreeMap<>();
        topics.forEach((region, topic) -> counts.put(region, topic.partitions()));
        if (new HashSet<>(counts.values()).size() > 1) {
            String all = counts.entrySet().stream()
                    .map(count -> count.getValue() + " partitions in " + count.getKey())
                    .collect(Collectors.joining(", "));
            findings.add(Finding.problem(
                    subject,
                    "has " + all
                            + "; give it the same number everywhere, or events would land in different partitions"));
        }
        for (TopicSetting setting : TopicSetting.values()) {
            compare(subject, setting, topics, findings);
        }
        checkCompaction(subject, topics, findings);
        if (findings.isEmpty() && !counts.isEmpty()) {
            findings.add(Finding.good(
                    subject,
                    "has " + counts.values().iterator().next() + " partitions in " + names(counts)
                            + (counts.size() > 1 ? ", with the same settings" : "")));
        }
        return findings;
    }

    private static void compare(
            String subject, TopicSetting setting, SortedMap<RegionId, TopicState> topics, List<Finding> findings) {
        SortedMap<RegionId, String> values = new TreeMap<>();
        SortedMap<RegionId, String> untold = new TreeMap<>();
        topics.forEach((region, topic) ->
                topic.value(setting).ifPresentOrElse(value -> values.put(region, value), () -> untold.put(region, "")));
        if (new HashSet<>(values.values()).size() > 1) {
            String all = values.entrySet().stream()
                    .map(value -> value.getValue() + " in " + value.getKey())
                    .collect(Collectors.joining(", "));
            String mend = setting.isLimit() ? "'baton config check --fix' raises the smaller" : "make it the same";
            findings.add(Finding.problem(subject, setting.key() + " is " + all + ": " + setting.why() + "; " + mend));
        }
        if (!untold.isEmpty()) {
            findings.add(
                    Finding.note(subject, setting.key() + " is not told by " + names(untold) + "; compare it by hand"));
        }
    }

    /**
     * Compaction keeps the newest event of each key only. What it deletes may not have taken effect yet, and a catch-up and a
     * comparison would miss it for ever: it is no setting for events that count one by one.
     */
    private static void checkCompaction(
            String subject, SortedMap<RegionId, TopicState> topics, List<Finding> findings) {
        SortedMap<RegionId, TopicState> compacted = new TreeMap<>(topics);
        compacted.values().removeIf(topic -> topic.value(TopicSetting.CLEANUP_POLICY)
                .filter(policy -> policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT))
                .isEmpty());
        if (!compacted.isEmpty()) {
            findings.add(
                    Finding.problem(
                            subject,
                            "is compacted in " + names(compacted)
                                    + ": that deletes events before they take effect or are copied; set cleanup.policy to delete"));
        }
    }

    /** Whether the topic of frontiers, where there is one already, keeps what is written to it. */
    static List<Finding> ofFrontiers(SortedMap<RegionId, TopicState> topics) {
        List<Finding> findings = new ArrayList<>();
        topics.forEach((region, topic) -> Alignment.lackingOfFrontiers(topic)
                .forEach((key, value) -> findings.add(Finding.problem(
                        "topic " + FrontierTopic.NAME,
                        key + " is " + topic.settings().get(key) + " in " + region + " and must be " + value
                                + ", or the progress of groups is lost; 'baton config check --fix' sets it"))));
        return findings;
    }

    private static String names(SortedMap<RegionId, ?> regions) {
        return regions.keySet().stream().map(RegionId::value).collect(Collectors.joining(", "));
    }
}
