package dev.baton.kafka.log;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.log.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one region's Kafka what its logs hold, on a connection of its own; connects at the first question. Safe for several
 * threads; each answer comes within the patience.
 */
final class AdminQuestions implements LogQuestions {

    private final RegionTopics topics;
    private final Map<String, Object> properties;
    private final Duration patience;
    private @Nullable Admin admin;

    AdminQuestions(RegionTopics topics, Map<String, Object> properties, Duration patience) {
        this.topics = topics;
        this.properties = properties;
        this.patience = patience;
    }

    @Override
    public List<LogId> logs() {
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin().describeTopics(topics.byStream().values()).topicNameValues();
        SortedMap<String, Integer> counts = new TreeMap<>();
        topics.byStream()
                .forEach((stream, topic) -> counts.put(stream, partitions(stream, topic, descriptions.get(topic))));
        List<LogId> logs = new ArrayList<>();
        counts.forEach((stream, count) -> {
            for (int partition = 0; partition < count; partition++) {
                logs.add(new LogId(stream, partition));
            }
        });
        return logs;
    }

    private int partitions(String stream, String topic, @Nullable KafkaFuture<TopicDescription> description) {
        return description == null
                ? 0
                : describe(stream, topic, description).partitions().size();
    }

    @Override
    public String identity(String stream) {
        String topic = topics.topic(stream);
        KafkaFuture<TopicDescription> description = Objects.requireNonNull(
                admin().describeTopics(List.of(topic)).topicNameValues().get(topic), "it was asked for");
        Uuid id = describe(stream, topic, description).topicId();
        return id.equals(Uuid.ZERO_UUID) ? topic : id.toString();
    }

    private TopicDescription describe(String stream, String topic, KafkaFuture<TopicDescription> description) {
        try {
            return get(description);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new InvalidConfigurationException("Stream " + stream + ": there is no topic '" + topic + "' in "
                        + topics.region() + "; 'baton config check' shows what else is missing");
            }
            throw unavailable(e);
        }
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> logs) {
        Map<TopicPartition, ListOffsetsResultInfo> starts = ask(logs, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = ask(logs, OffsetSpec.latest());
        SortedMap<LogId, Extent> extents = new TreeMap<>();
        for (LogId log : logs) {
            long start = offset(starts, log);
            extents.put(log, new Extent(start, Math.max(start, offset(ends, log)))); // retention may come between
        }
        return extents;
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis) {
        Map<TopicPartition, ListOffsetsResultInfo> ends = ask(logs, OffsetSpec.latest()); // before what may come now
        // To Kafka a negative time is no time, but a question of another kind.
        Map<TopicPartition, ListOffsetsResultInfo> found =
                ask(logs, OffsetSpec.forTimestamp(Math.max(0, timestampMillis)));
        SortedMap<LogId, Long> offsets = new TreeMap<>();
        for (LogId log : logs) {
            long offset = offset(found, log);
            offsets.put(log, offset < 0 ? offset(ends, log) : offset);
        }
        return offsets;
    }

    private long offset(Map<TopicPartition, ListOffsetsResultInfo> answers, LogId log) {
        ListOffsetsResultInfo answer = answers.get(topics.partition(log));
        if (answer == null) {
            throw new IllegalStateException("Kafka was asked about " + log + " and did not answer");
        }
        return answer.offset();
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ask(Collection<LogId> logs, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        logs.forEach(log -> specs.put(topics.partition(log), spec));
        try {
            return get(admin().listOffsets(specs).all());
        } catch (ExecutionException e) {
            throw unavailable(e);
        }
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegionUnavailableException("Interrupted while waiting for region " + topics.region(), e);
        }
    }

    private RegionUnavailableException unavailable(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? noAnswer(cause)
                : new RegionUnavailableException(
                        "Region " + topics.region() + " refuses to answer: " + cause.getMessage(), cause);
    }

    /** Kafka's own words tell of calls and nodes, and not of what to do. */
    private RegionUnavailableException noAnswer(Throwable cause) {
        return new RegionUnavailableException(
                "Region " + topics.region() + " does not answer within " + patience.toSeconds()
                        + " s; 'baton status' shows how it is",
                cause);
    }

    private synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = connect();
            admin = open;
        }
        return open;
    }

    private Admin connect() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "baton-log-questions-" + topics.region());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        return KafkaRegionLogs.client(topics.region(), () -> Admin.create(settings));
    }

    @Override
    public synchronized void close() {
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
