package dev.baton.kafka.client;

import dev.baton.core.RegionId;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Makes clients of a region that read and write events, by Kafka's interfaces and properties. Safe for use by several threads. */
public interface ClientFactory {

    /** A producer of the region. */
    Producer<byte[], byte[]> producer(RegionId region, Map<String, Object> properties);

    /** A consumer of the region; the properties name the deserializer of keys if none is given. */
    <K, V> Consumer<K, V> consumer(
            RegionId region,
            Map<String, Object> properties,
            @Nullable Deserializer<K> forKeys,
            Deserializer<V> forValues);
}
