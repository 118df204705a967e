package dev.baton.kafka.client;

import dev.baton.core.RegionId;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own clients. Stateless. */
public final class KafkaClients implements ClientFactory {

    @Override
    public Producer<byte[], byte[]> producer(RegionId region, Map<String, Object> properties) {
        return new KafkaProducer<>(properties);
    }

    @Override
    public <K, V> Consumer<K, V> consumer(
            RegionId region,
            Map<String, Object> properties,
            @Nullable Deserializer<K> forKeys,
            Deserializer<V> forValues) {
        return new KafkaConsumer<>(properties, forKeys, forValues);
    }
}
