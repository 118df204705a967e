package dev.baton.runtime.config;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One region's stream service. Immutable.
 *
 * @param type what kind of service it is; default {@link ServiceType#KAFKA}
 * @param kafka properties for every Kafka client in that region, passed through untouched; {@code bootstrap.servers}
 *     is among them, and none that Baton or the application sets; empty if the service is not reached by Kafka's protocol
 * @param ociStreams how OCI Streaming is reached by its native API; null if it is not
 */
public record RegionConfig(ServiceType type, SortedMap<String, String> kafka, @Nullable OciStreamsConfig ociStreams) {

    public RegionConfig {
        kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
        Faults faults = type.usesKafka() ? KafkaProperties.check(kafka, type) : new Faults();
        faults.require(
                type.usesKafka() || kafka.isEmpty(),
                "is not used with 'type: oci'; remove it, or use 'type: oci-kafka'",
                "kafka",
                "type");
        faults.require(
                type.usesKafka() == (ociStreams == null),
                type.usesKafka()
                        ? "is used with 'type: oci' only; add that"
                        : "is missing; say how OCI Streaming is reached",
                "oci",
                "type");
        faults.throwIfAny();
    }

    /** A region on Kafka with these properties. */
    public RegionConfig(SortedMap<String, String> kafka) {
        this(ServiceType.KAFKA, kafka, null);
    }

    /** How OCI Streaming is reached by its native API; empty if this region is reached by Kafka's protocol. */
    public Optional<OciStreamsConfig> oci() {
        return Optional.ofNullable(ociStreams);
    }

    /** A region whose brokers are at {@code bootstrapServers}, with no other properties. */
    public static RegionConfig at(String bootstrapServers) {
        return new RegionConfig(
                new TreeMap<>(Collections.singletonMap(KafkaProperties.BOOTSTRAP_SERVERS, bootstrapServers)));
    }

    /** The {@code bootstrap.servers}: one or several {@code host:port}, separated by commas. */
    public String bootstrapServers() {
        return kafka.getOrDefault(KafkaProperties.BOOTSTRAP_SERVERS, "");
    }

    /** The names of the properties; their values may be secrets. */
    @Override
    public String toString() {
        return "RegionConfig[" + type + ", kafka=" + kafka.keySet() + ", oci=" + ociStreams + "]";
    }
}
