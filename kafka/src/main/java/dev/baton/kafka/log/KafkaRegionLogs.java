package dev.baton.kafka.log;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.kafka.client.ClientFactory;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.client.KafkaClients;
import dev.baton.kafka.client.ServiceClients;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.runtime.stream.StreamService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one region by Kafka's clients: a topic for each stream, or what another stream service calls so. Connects when it is
 * first asked, so that making it never fails.
 *
 * <p>Safe for several threads, other than its readers and writers. Every call ends within 5 s.
 */
public final class KafkaRegionLogs implements RegionLogs {

    static final Duration DEADLINE = Duration.ofSeconds(5);

    private final RegionTopics topics;
    private final Map<String, Object> properties;
    private final ClientFactory clients;
    private final LogQuestions questions;

    /** The logs of {@code region} in this installation, which stays open longer than these. */
    public KafkaRegionLogs(Installation installation, RegionId region) {
        this(
                new RegionTopics(region, installation.topics(region)),
                installation.kafkaProperties(region, Map.of()),
                installation.clients(),
                installation.clients().service(region).orElse(null));
    }

    /**
     * The logs of {@code region}, for a process that has no {@code baton.yaml}.
     *
     * @param type of the region
     * @param byStream the topic of each stream in that region
     * @param kafka the properties of a client of that region
     * @param service of the region if it is not on Kafka, which stays open longer than these; otherwise null
     */
    public KafkaRegionLogs(
            RegionId region,
            ServiceType type,
            Map<String, String> byStream,
            Map<String, ?> kafka,
            @Nullable StreamService service) {
        this(
                new RegionTopics(region, byStream),
                kafka,
                service == null ? new KafkaClients(type) : new ServiceClients(service),
                service);
    }

    private KafkaRegionLogs(
            RegionTopics topics, Map<String, ?> kafka, ClientFactory clients, @Nullable StreamService service) {
        this.topics = topics;
        this.properties = new HashMap<>(kafka);
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        this.clients = clients;
        this.questions = service == null
                ? new AdminQuestions(topics, properties, DEADLINE)
                : new ServiceQuestions(topics, service);
    }

    /** A client of Kafka; where the region cannot be reached, its name may not even be resolved. */
    static <C> C client(RegionId region, Supplier<C> constructor) {
        try {
            return constructor.get();
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RegionUnavailableException(
                    "Region " + region + " cannot be reached, as no Kafka client can be made from regions." + region
                            + ".kafka: " + cause.getMessage(),
                    e);
        }
    }

    @Override
    public RegionId region() {
        return topics.region();
    }

    @Override
    public List<LogId> logs() {
        return questions.logs();
    }

    @Override
    public String identity(String stream) {
        return questions.identity(stream);
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> logs) {
        return questions.extents(logs);
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis) {
        return questions.offsetsAt(logs, timestampMillis);
    }

    @Override
    public LogReader read(Map<LogId, Long> from) {
        return KafkaLogReader.open(topics, properties, clients, questions, from);
    }

    @Override
    public LogWriter write() {
        return KafkaLogWriter.open(topics, properties, clients);
    }

    @Override
    public void close() {
        questions.close();
    }
}
