package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.RegionClients;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.runtime.stream.StreamService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/** The line to one region: a probe first, and only if it serves its clients, questions about its logs. For one thread. */
final class RegionLine implements AutoCloseable {

    private static final Duration PROBE_MARGIN = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_PROBES = 10;

    private final RegionId region;
    private final BatonConfig config;
    private final Duration patience;
    private final Line line;
    private final RegionClients clients;
    private final RegionProbe probe;
    private final RegionAdmin admin;

    RegionLine(BatonConfig config, RegionId region, Duration patience) {
        Map<String, String> kafka = config.region(region).kafka();
        this.region = region;
        this.config = config;
        this.patience = patience;
        this.line = new Line(region.value());
        this.clients = new RegionClients(config);
        this.probe = clients.probe(region, patience);
        this.admin = new RegionAdmin(region, kafka, patience);
    }

    /** One probe; more of them while the probe's own topic is being made. */
    Line.Question<ProbeResult> probe() {
        return line.ask(this::probeNow, patience.plus(PROBE_MARGIN));
    }

    private ProbeResult probeNow() {
        long deadline = System.nanoTime() + patience.toNanos();
        ProbeResult result = probe.probe(patience);
        for (int i = 1; i < MOST_PROBES && result instanceof ProbeResult.Inconclusive; i++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return result;
            }
            result = probe.probe(Duration.ofNanos(left));
        }
        return result;
    }

    /** What a service that only speaks Kafka's protocol lacks. */
    Line.Question<List<String>> lacking() {
        return line.ask(() -> clients.abilities(region).lacking(), patience);
    }

    /** The topic of each stream, and that of frontiers by its own name; those that are missing are left out. */
    Line.Question<SortedMap<String, TopicState>> topics() {
        return line.ask(this::describeTopics, patience);
    }

    /** Does this to one of the region's topics, and waits until that can be seen. */
    Line.Question<Boolean> change(TopicChange change) {
        return line.ask(
                () -> {
                    change.apply(admin);
                    return true;
                },
                patience.multipliedBy(2));
    }

    /** What the logs hold; how far the {@code groups} are behind, if there are any. */
    Line.Question<SortedMap<String, LogReport>> logs(Collection<String> groups) {
        return line.ask(() -> describeLogs(groups), patience);
    }

    private SortedMap<String, String> streamsByTopic() {
        SortedMap<String, String> streams = new TreeMap<>();
        config.streams().keySet().forEach(stream -> streams.put(config.topic(stream, region), stream));
        return streams;
    }

    private SortedMap<String, TopicState> describeTopics() {
        SortedMap<String, String> streams = streamsByTopic();
        Optional<StreamService> service = clients.service(region);
        if (service.isPresent()) {
            return describe(service.get(), streams);
        }
        List<String> topics = new ArrayList<>(streams.keySet());
        topics.add(FrontierTopic.NAME);
        SortedMap<String, TopicState> states = new TreeMap<>();
        admin.describe(topics).forEach((topic, state) -> states.put(streams.getOrDefault(topic, topic), state));
        return states;
    }

    /** A service that is not Kafka tells nothing of its streams that could be compared but their partitions. */
    private static SortedMap<String, TopicState> describe(StreamService service, SortedMap<String, String> streams) {
        SortedMap<String, TopicState> states = new TreeMap<>();
        streams.forEach((topic, stream) ->
                states.put(stream, new TopicState(service.partitions(topic), Collections.emptySortedMap())));
        return states;
    }

    private SortedMap<String, Integer> countPartitions() {
        SortedMap<String, String> streams = streamsByTopic();
        SortedMap<String, Integer> counts = new TreeMap<>();
        admin.partitions(streams.keySet())
                .forEach((topic, count) -> counts.put(streams.getOrDefault(topic, topic), count));
        return counts;
    }

    private SortedMap<String, LogReport> describeLogs(Collection<String> groups) {
        if (!config.region(region).type().usesKafka()) {
            return Collections.emptySortedMap(); // its offsets are no numbers of events, and asking would write
        }
        SortedMap<String, Integer> counts = countPartitions();
        List<TopicPartition> all = new ArrayList<>();
        counts.forEach((stream, count) -> all.addAll(partitionsOf(stream, count)));
        Map<TopicPartition, Long> ends = admin.ends(all);
        Map<String, Map<TopicPartition, Long>> committed = new TreeMap<>();
        groups.forEach(group -> committed.put(group, admin.committed(group)));
        SortedMap<String, LogReport> logs = new TreeMap<>();
        counts.forEach((stream, count) -> {
            List<TopicPartition> partitions = partitionsOf(stream, count);
            logs.put(stream, new LogReport(count, sum(partitions, ends), lags(partitions, ends, committed)));
        });
        return logs;
    }

    private static SortedMap<String, Long> lags(
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Map<String, Map<TopicPartition, Long>> committed) {
        SortedMap<String, Long> lags = new TreeMap<>();
        committed.forEach((group, offsets) -> {
            if (partitions.stream().anyMatch(offsets::containsKey)) {
                lags.put(group, Math.max(0, sum(partitions, ends) - sum(partitions, offsets)));
            }
        });
        return lags;
    }

    private static long sum(List<TopicPartition> partitions, Map<TopicPartition, Long> offsets) {
        return partitions.stream()
                .mapToLong(each -> offsets.getOrDefault(each, 0L))
                .sum();
    }

    private List<TopicPartition> partitionsOf(String stream, int count) {
        String topic = config.topic(stream, region);
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    @Override
    public void close() {
        line.close();
        probe.close();
        admin.close();
        clients.close();
    }
}
