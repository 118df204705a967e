package dev.baton.runtime.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One region's stream service. Immutable.
 *
 * @param kafka properties for every Kafka client in that region, passed through untouched; {@code bootstrap.servers}
 *     is among them, and none that Baton or the application sets
 */
public record RegionConfig(SortedMap<String, String> kafka) {

    public RegionConfig {
        kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
        KafkaProperties.check(kafka).throwIfAny();
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
        return "RegionConfig[kafka=" + kafka.keySet() + "]";
    }
}
