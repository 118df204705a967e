package dev.baton.kafka.client;

import dev.baton.core.RegionId;
import dev.baton.kafka.stream.EnvelopeDeserializer;
import dev.baton.runtime.config.ServiceType;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own clients. Immutable. */
public final class KafkaClients implements ClientFactory {

    private final boolean mayBeEnveloped;

    /** The clients of a region of this type; those of OCI Streaming's Kafka endpoint read envelopes too. */
    public KafkaClients(ServiceType type) {
        this.mayBeEnveloped = type == ServiceType.OCI_KAFKA;
    }

    @Override
    public Producer<byte[], byte[]> producer(RegionId region, Map<String, Object> properties) {
        return new KafkaProducer<>(inOrder(properties));
    }

    /** Without idempotence, order needs one request at a time. */
    private static Map<String, Object> inOrder(Map<String, Object> wanted) {
        Map<String, Object> properties = new HashMap<>(wanted);
        if ("false".equals(String.valueOf(properties.get(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)))) {
            properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        }
        return properties;
    }

    @Override
    public <K, V> Consumer<K, V> consumer(
            RegionId region,
            Map<String, Object> properties,
            @Nullable Deserializer<K> forKeys,
            Deserializer<V> forValues) {
        return new KafkaConsumer<>(
                properties, forKeys, mayBeEnveloped ? new EnvelopeDeserializer<>(forValues) : forValues);
    }
}
