package dev.baton.kafka.consumer;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.gate.Gatekeeper;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.report.ClientReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer is made from, under Kafka's own names. Immutable.
 *
 * @param installation opened for this consumer
 * @param region it runs in
 * @param group its consumer group, the same in every region
 * @param autoCommit whether a poll commits what the one before gave, as Kafka's consumer does by default
 * @param autoCommitInterval {@code auto.commit.interval.ms}: how long what was committed automatically may be known to this
 *     region's consumer alone, default 100 ms; zero without automatic commits
 * @param maxPollRecords how many events a poll gives, default 500
 * @param skipsExpired {@code baton.expired=skip}
 * @param kafka the properties of the region's own consumer
 */
record ConsumerSettings(
        Installation installation,
        RegionId region,
        String group,
        boolean autoCommit,
        Duration autoCommitInterval,
        int maxPollRecords,
        boolean skipsExpired,
        Map<String, Object> kafka) {

    private static final int DEFAULT_MAX_POLL_RECORDS = 500;
    /** Kafka's own default of 5 s would repeat that much at an unplanned failover. */
    private static final long DEFAULT_AUTO_COMMIT_MILLIS = 100;

    /** A processor that was killed gives its partitions to its neighbours after this; brokers allow no less by default. */
    private static final int SESSION_TIMEOUT_MILLIS = 6_000;

    private static final int HEARTBEAT_MILLIS = 1_500;

    static ConsumerSettings of(Installation installation, Map<String, ?> properties) {
        RegionId region = installation.region(properties);
        if (region == null) {
            throw new InvalidConfigurationException("Property " + BatonProperties.REGION
                    + " is missing: a consumer must know which region it runs in; use one of "
                    + installation.config().regions().keySet());
        }
        String group = text(properties, ConsumerConfig.GROUP_ID_CONFIG);
        if (group == null || group.isBlank()) {
            throw new InvalidConfigurationException("Property " + ConsumerConfig.GROUP_ID_CONFIG
                    + " is missing: progress is kept by group, and must be under the same name in every region");
        }
        refuse(properties, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", "any other start would skip events");
        refuse(properties, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, "", "they would see events that are never given");
        String records = text(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        String interval = text(properties, ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG);
        boolean autoCommit = !"false".equals(text(properties, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG));
        return new ConsumerSettings(
                installation,
                region,
                group,
                autoCommit,
                autoCommit
                        ? Duration.ofMillis(interval == null ? DEFAULT_AUTO_COMMIT_MILLIS : Long.parseLong(interval))
                        : Duration.ZERO,
                records == null ? DEFAULT_MAX_POLL_RECORDS : Integer.parseInt(records),
                skipsExpired(properties),
                kafka(installation.kafkaProperties(region, properties)));
    }

    private static boolean skipsExpired(Map<String, ?> properties) {
        String value = text(properties, BatonProperties.EXPIRED);
        if (value == null || value.equals("fail") || value.equals("skip")) {
            return "skip".equals(value);
        }
        throw new InvalidConfigurationException(
                "Property " + BatonProperties.EXPIRED + " is '" + value + "'; use fail or skip");
    }

    private static Map<String, Object> kafka(Map<String, Object> base) {
        Map<String, Object> kafka = new HashMap<>(base);
        kafka.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        kafka.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        kafka.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // what is gone must not be passed in silence
        kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return kafka;
    }

    private static void refuse(Map<String, ?> properties, String key, String only, String why) {
        String value = text(properties, key);
        if (value != null && !value.equals(only) && !value.equals("[]")) {
            throw new InvalidConfigurationException(
                    "Property " + key + " is '" + value + "', which Baton does not support: " + why + "; remove it");
        }
    }

    private static @Nullable String text(Map<String, ?> properties, String key) {
        Object value = properties.get(key);
        return value == null ? null : value.toString();
    }

    /** Says when this consumer may process; already looking. */
    Gatekeeper gate() {
        String instance =
                ProcessHandle.current().pid() + "-" + Installation.nonce().substring(0, 8);
        Gatekeeper gate = new Gatekeeper(
                new Gatekeeper.Identity(region, group, instance),
                new Registrations(installation.store(), installation.config().name()),
                installation.watchPorts(),
                installation.config().token().poll(),
                Installation::nonce);
        gate.start();
        return gate;
    }

    /** The region's own consumer; deserializers are taken from the properties where none is given. */
    <K, V> Consumer<K, V> consumer(
            EventIds ids, @Nullable Deserializer<K> forKeys, @Nullable Deserializer<V> forValues) {
        return installation.clients().consumer(region, kafka, forKeys, IdFirst.around(forValues, kafka, ids));
    }

    /** Says how the region serves this consumer, once it has joined its group. */
    ClientReporter reporter(Consumer<?, ?> consumer) {
        BatonConfig config = installation.config();
        Object heartbeat = kafka.getOrDefault(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        Duration limit = config.monitor().downAfter().multipliedBy(2).plusMillis(Long.parseLong(heartbeat.toString()));
        ReplyWatch replies = new ReplyWatch(region, consumer, limit);
        return new ClientReporter(
                Bulletins.ofClients(installation.store(), config.name()),
                new ClientReporter.Ports(
                        replies::look,
                        nonce -> "consumer-" + nonce,
                        Installation::nonce,
                        System::nanoTime,
                        Instant::now));
    }

    /** What this consumer counts. */
    ConsumerMetrics metrics() {
        return new ConsumerMetrics(Map.of("region", region.value(), "group", group, "instance", Installation.nonce()));
    }

    /** The group's frontiers in the compacted topics; each may be held back for {@code interval}. */
    PublishedProgress progress(Duration interval) {
        return new PublishedProgress(frontierTopic(), lookout(), installation.tokens(), interval, System::nanoTime);
    }

    /** Lets frontiers forget producers whose events are gone from every region. */
    Lookout lookout() {
        return Lookout.of(installation);
    }

    private FrontierTopic frontierTopic() {
        installation.config().regions().forEach((each, where) -> {
            if (where.type() != ServiceType.KAFKA) {
                throw new InvalidConfigurationException(
                        "Region " + each + " is on OCI Streaming, which has no compacted"
                                + " topics to keep the progress of group '" + group
                                + "' in; use a BatonProcessor with a transactional sink");
            }
        });
        SortedMap<RegionId, Map<String, Object>> byRegion = new TreeMap<>();
        installation
                .config()
                .regions()
                .keySet()
                .forEach(each -> byRegion.put(each, installation.kafkaProperties(each, Map.of())));
        return new FrontierTopic(new FrontierTopic.Settings(region, group, byRegion), System::nanoTime);
    }

    /** The topics of these streams in this region. */
    List<String> topics(Iterable<String> streams) {
        List<String> topics = new ArrayList<>();
        streams.forEach(stream -> topics.add(installation.config().topic(stream, region)));
        return topics;
    }

    /** What there is to know about the logs of this region. */
    OwnRegion ownRegion() {
        Map<String, String> byTopic = installation.topics(region).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        JournalStore journals =
                new JournalStore(installation.store(), installation.config().name());
        return new OwnRegion() {
            @Override
            public String stream(String topic) {
                return byTopic.getOrDefault(topic, topic);
            }

            @Override
            public RegionJournal journal() {
                return journals.read(region);
            }

            @Override
            public boolean skipsExpired() {
                return skipsExpired;
            }
        };
    }
}
