package dev.baton.kafka.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that each broker that shall lead partitions of a stream shall lead one of the canary topic too: a broker that nobody
 * writes canaries to may be dead and the region seem well. Brokers come and go, so it looks again now and then, in a thread of its own.
 *
 * <p>It goes by the first replicas, which are who leads whenever that is possible, so that no broker ever gets a second one because
 * it was away for a while. For one thread.
 */
final class CanaryCoverage {

    private static final Logger LOG = LoggerFactory.getLogger(CanaryCoverage.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CanarySettings settings;
    private final Set<String> topics;
    private long lookedNanos;
    private boolean looked;
    private int seen; // confined to the thread that looks
    private volatile boolean grown;

    CanaryCoverage(CanarySettings settings, Collection<String> topics) {
        this.settings = new CanarySettings(settings.region(), settings.properties(), PATIENCE);
        this.topics = new TreeSet<>(topics);
    }

    /** True, once, if the canary topic has other partitions than when it was last looked at. */
    boolean hasGrown() {
        boolean answer = grown;
        grown = false;
        return answer;
    }

    /** Looks, in the background, unless it did so lately. */
    void lookNowAndThen() {
        long now = System.nanoTime();
        if (topics.isEmpty() || looked && now - lookedNanos < INTERVAL.toNanos()) {
            return;
        }
        looked = true;
        lookedNanos = now;
        Thread thread = new Thread(this::look, "baton-canary-coverage-" + settings.region());
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try (Admin admin = Admin.create(settings.admin())) {
            List<TopicPartitionInfo> canaries = new ArrayList<>();
            List<TopicPartitionInfo> streams = new ArrayList<>();
            Set<String> all = new TreeSet<>(topics);
            all.add(CanaryTopic.NAME);
            for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                    admin.describeTopics(all).topicNameValues().entrySet()) {
                (each.getKey().equals(CanaryTopic.NAME) ? canaries : streams)
                        .addAll(get(each.getValue()).partitions());
            }
            grown |= canaries.size() != seen; // also if another monitor has added some
            seen = canaries.size();
            List<List<Integer>> missing = missing(canaries, streams);
            if (!missing.isEmpty()) {
                NewPartitions more = NewPartitions.increaseTo(canaries.size() + missing.size(), missing);
                get(admin.createPartitions(Map.of(CanaryTopic.NAME, more)).all());
                seen += missing.size();
                grown = true;
                LOG.atInfo()
                        .addKeyValue("event", "canary-partitions-added")
                        .addKeyValue("region", settings.region())
                        .addKeyValue("replicas", missing)
                        .log("Brokers that lead partitions of streams are probed from now on");
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("event", "canary-coverage-unknown")
                    .addKeyValue("region", settings.region())
                    .addKeyValue("why", String.valueOf(e.getMessage()))
                    .log(
                            "It cannot be told, or not be seen to, that every broker that leads a partition is probed; looking again later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The replicas of the partitions that the canary topic lacks, the broker that shall lead first.
     *
     * @param canaries the partitions of the canary topic
     * @param streams those of all streams
     */
    static List<List<Integer>> missing(List<TopicPartitionInfo> canaries, List<TopicPartitionInfo> streams) {
        Set<Integer> uncovered = new TreeSet<>();
        Set<Integer> brokers = new TreeSet<>();
        for (TopicPartitionInfo partition : streams) {
            partition.replicas().stream().limit(1).map(Node::id).forEach(uncovered::add);
            partition.replicas().forEach(replica -> brokers.add(replica.id()));
        }
        int replicas = 1;
        for (TopicPartitionInfo canary : canaries) {
            canary.replicas().stream().limit(1).map(Node::id).forEach(uncovered::remove);
            canary.replicas().forEach(replica -> brokers.add(replica.id()));
            replicas = Math.max(replicas, canary.replicas().size());
        }
        List<List<Integer>> missing = new ArrayList<>();
        for (int broker : uncovered) {
            Set<Integer> assigned = new LinkedHashSet<>(List.of(broker));
            assigned.addAll(brokers);
            missing.add(assigned.stream().limit(replicas).toList());
        }
        return missing;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
