package dev.baton.kafka.client;

import dev.baton.core.RegionId;
import dev.baton.kafka.probe.Abilities;
import dev.baton.kafka.probe.AbilityProbe;
import dev.baton.kafka.probe.KafkaRegionProbe;
import dev.baton.kafka.stream.EnvelopeInterceptor;
import dev.baton.kafka.stream.StreamConsumer;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.stream.GroupPositions;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServices;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes the clients of each region: Kafka's own, or the same interfaces over a stream service of another kind. So who uses them need
 * not know what kind a region is. Safe for use by several threads.
 */
public final class RegionClients implements ClientFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegionClients.class);
    /** Some seventy round trips with TLS and SASL, perhaps across an ocean; only the region's own writer waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BatonConfig config;
    private final @Nullable ObjectStore store;
    private final Map<RegionId, StreamService> services = new TreeMap<>();
    private final Map<RegionId, Abilities> abilities = new ConcurrentHashMap<>();

    /** The clients of this configuration's regions; connects to none. Consumers of services that keep no positions begin anew each time. */
    public RegionClients(BatonConfig config) {
        this(config, null);
    }

    /** As above; positions that a service does not keep are in {@code store}, which is closed later than this. */
    RegionClients(BatonConfig config, @Nullable ObjectStore store) {
        this.config = config;
        this.store = store;
    }

    /** The service of a region that is not on Kafka, closed with this; opened when first asked for. */
    public synchronized Optional<StreamService> service(RegionId region) {
        StreamService open = services.get(region);
        if (open != null) {
            return Optional.of(open);
        }
        Optional<StreamService> opened = StreamServices.open(region, config.region(region));
        opened.ifPresent(service -> services.put(region, service));
        return opened;
    }

    /** A probe of the region for {@code timeout}, as {@link KafkaRegionProbe} says; it looks after none of its topics. */
    public RegionProbe probe(RegionId region, Duration timeout) {
        return probe(region, List.of(), timeout);
    }

    /** As above, and sees to it that every broker that shall lead a partition of a stream is probed. */
    public RegionProbe coveringProbe(RegionId region, Duration timeout) {
        return probe(region, topics(region), timeout);
    }

    private RegionProbe probe(RegionId region, List<String> covered, Duration timeout) {
        return service(region)
                .map(service -> service.probe(topics(region)))
                .orElseGet(() -> new KafkaRegionProbe(
                        region, config.region(region).kafka(), covered, timeout, Installation::nonce));
    }

    private List<String> topics(RegionId region) {
        return config.streams().keySet().stream()
                .map(stream -> config.topic(stream, region))
                .toList();
    }

    @Override
    public Producer<byte[], byte[]> producer(RegionId region, Map<String, Object> properties) {
        return clients(region).producer(region, possible(region, properties));
    }

    private ClientFactory clients(RegionId region) {
        return service(region)
                .<ClientFactory>map(service -> new ServiceClients(service, group -> membership(region, group)))
                .orElseGet(() -> new KafkaClients(config.region(region).type()));
    }

    private Map<String, Object> possible(RegionId region, Map<String, Object> wanted) {
        return config.region(region).type() == ServiceType.OCI_KAFKA ? less(abilities(region), wanted) : wanted;
    }

    /** The properties, less what the service turns out not to have. */
    private static Map<String, Object> less(Abilities able, Map<String, Object> wanted) {
        Map<String, Object> properties = new HashMap<>(wanted);
        if (!able.idempotence()) {
            properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        }
        if (!able.headers()) {
            properties.put(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, EnvelopeInterceptor.class.getName());
        }
        return properties;
    }

    /**
     * What a service that only speaks Kafka's protocol can do; found out at the first question that it answers, which may take 30 s; asked again
     * as long as it could not be tried.
     *
     * @throws KafkaException if it does not answer
     */
    public Abilities abilities(RegionId region) {
        Abilities known = abilities.get(region);
        if (known == null) {
            known = AbilityProbe.ask(region, config.region(region).kafka(), PATIENCE, Installation::nonce);
            if (!known.equals(Abilities.NONE)) {
                abilities.put(region, known);
            }
            LOG.atLevel(known.lacking().isEmpty() ? Level.INFO : Level.WARN)
                    .addKeyValue("event", "abilities")
                    .addKeyValue("region", region)
                    .addKeyValue("lacking", String.join("; ", known.lacking()))
                    .log("What the region's service can do was found out");
        }
        return known;
    }

    @Override
    public <K, V> Consumer<K, V> consumer(
            RegionId region,
            Map<String, Object> properties,
            @Nullable Deserializer<K> forKeys,
            Deserializer<V> forValues) {
        return clients(region).consumer(region, properties, forKeys, forValues);
    }

    private StreamConsumer.Membership membership(RegionId region, String group) {
        ObjectStore kept = group.isEmpty() ? null : store;
        return new StreamConsumer.Membership(
                group, kept == null ? null : new GroupPositions(kept, config.name(), region, group));
    }

    @Override
    public synchronized void close() {
        services.values().forEach(StreamService::close);
        services.clear();
    }
}
