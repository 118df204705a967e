package dev.baton.kafka.probe;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the probe's clients are configured: as the region's properties say (security above all), except for what makes a probe a
 * probe. Nothing waits longer than the timeout, nothing is tried twice, nothing is kept that was late.
 *
 * @param region for names
 * @param properties of the region, for Kafka's clients
 * @param timeout of a probe
 */
record CanarySettings(RegionId region, Map<String, String> properties, Duration timeout) {

    private static final int FIRST_RECONNECT_MILLIS = 50;
    private static final int LAST_RECONNECT_MILLIS = 200;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int FETCH_BYTES = 64 << 10;

    CanarySettings {
        properties = Map.copyOf(properties);
    }

    String bootstrapServers() {
        return properties.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
    }

    Map<String, Object> producer() {
        Map<String, Object> settings = common("producer");
        // Applications may name one in the properties that they share; the probe is no part of their transactions.
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // A canary that is late must not be tried again and land as a success of a probe that has failed.
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.RETRIES_CONFIG, 0);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return settings;
    }

    Map<String, Object> consumer() {
        Map<String, Object> settings = common("consumer");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis() / 2);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        return settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = common("admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        return settings;
    }

    private Map<String, Object> common(String role) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "baton-probe-" + region + "-" + role);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, FIRST_RECONNECT_MILLIS);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LAST_RECONNECT_MILLIS);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, FIRST_RECONNECT_MILLIS);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, LAST_RECONNECT_MILLIS);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, millis());
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, millis());
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    private int millis() {
        return Math.toIntExact(timeout.toMillis());
    }
}
