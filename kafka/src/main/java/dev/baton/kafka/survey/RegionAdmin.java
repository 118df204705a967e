package dev.baton.kafka.survey;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * The few questions that a survey has for one region's Kafka; connects at the first. For one thread; each call ends within the
 * patience given.
 */
final class RegionAdmin implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RegionId region;
    private final Map<String, String> properties;
    private final Duration patience;
    private @Nullable Admin admin;

    RegionAdmin(RegionId region, Map<String, String> properties, Duration patience) {
        this.region = region;
        this.properties = properties;
        this.patience = patience;
    }

    /**
     * How many partitions each of these topics has; those that do not exist are left out.
     *
     * @throws RegionUnavailableException if the region does not answer
     * @throws InvalidConfigurationException if no client can be made from the region's properties
     */
    SortedMap<String, Integer> partitions(Collection<String> topics) {
        SortedMap<String, Integer> partitions = new TreeMap<>();
        admin().describeTopics(topics).topicNameValues().forEach((topic, description) -> {
            TopicDescription described = answerOrNull(description);
            if (described != null) {
                partitions.put(topic, described.partitions().size());
            }
        });
        return partitions;
    }

    /** The topics of these names that exist, with those of their settings that are compared and that the region tells. */
    SortedMap<String, TopicState> describe(Collection<String> topics) {
        SortedMap<String, Integer> counts = partitions(topics);
        Map<ConfigResource, KafkaFuture<Config>> configs = admin().describeConfigs(
                        counts.keySet().stream().map(RegionAdmin::resource).toList())
                .values();
        SortedMap<String, TopicState> described = new TreeMap<>();
        counts.forEach(
                (topic, count) -> described.put(topic, new TopicState(count, settings(configs.get(resource(topic))))));
        return described;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Who may use a topic may not always see its settings, and some services that speak Kafka's protocol tell none. */
    private SortedMap<String, String> settings(@Nullable KafkaFuture<Config> future) {
        SortedMap<String, String> settings = new TreeMap<>();
        try {
            Config config = future == null ? new Config(List.of()) : get(future);
            config.entries().stream()
                    .filter(entry ->
                            entry.value() != null && TopicSetting.keys().contains(entry.name()))
                    .forEach(entry -> settings.put(entry.name(), entry.value()));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)
                    && !(e.getCause() instanceof UnsupportedVersionException)) {
                throw unavailable(e);
            }
        }
        return settings;
    }

    /** When this returns, the topic can be seen. */
    void make(String topic, TopicState like) {
        NewTopic wanted =
                new NewTopic(topic, Optional.of(like.partitions()), Optional.empty()).configs(like.settings());
        try {
            get(admin().createTopics(List.of(wanted)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unavailable(e);
            }
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (partitions(List.of(topic)).isEmpty() && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** When this returns, the topic has this setting. */
    void set(String topic, String key, String value) {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        answer(admin().incrementalAlterConfigs(Map.of(resource(topic), List.of(op)))
                .all());
    }

    /** The end offset of each of these partitions. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(admin().listOffsets(latest).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Where this group would go on reading; what it has never committed is left out. */
    Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        answer(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    private Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = connect();
            admin = open;
        }
        return open;
    }

    private Admin connect() {
        int millis = Math.toIntExact(patience.toMillis());
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "baton-survey-" + region);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        try {
            return Admin.create(settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InvalidConfigurationException(
                    "No Kafka client can be made from regions." + region + ".kafka: " + cause.getMessage(), e);
        }
    }

    private <T> @Nullable T answerOrNull(KafkaFuture<T> future) {
        try {
            return get(future);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw unavailable(e);
        }
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return get(future);
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
            throw noAnswer(e);
        }
    }

    private RegionUnavailableException unavailable(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? noAnswer(cause)
                : new RegionUnavailableException(
                        "Region " + region + " refuses to answer: " + cause.getMessage(), cause);
    }

    /** Kafka's own words tell of calls and nodes, and not of what to do. */
    private RegionUnavailableException noAnswer(Throwable cause) {
        return new RegionUnavailableException(
                "Region " + region + " (" + properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                        + ") does not answer within " + patience.toMillis() + " ms",
                cause);
    }

    @Override
    public void close() {
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
