package dev.baton.kafka.producer;

import dev.baton.core.InvalidConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Turns a caller's record into bytes, once for all regions. As safe for use by several threads as the serializers are. */
record Serializers<K, V>(Serializer<K> key, Serializer<V> value) {

    /** What the window counts for an event beside its key, value and headers: the objects around them. */
    static final int OVERHEAD_BYTES = 100;

    private static final ConfigDef KEYS = new ConfigDef()
            .define(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ConfigDef.Type.CLASS, ConfigDef.Importance.HIGH, "")
            .define(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ConfigDef.Type.CLASS, ConfigDef.Importance.HIGH, "");

    /** The serializers given, or else those that the properties name. */
    static <K, V> Serializers<K, V> of(
            Map<String, ?> properties, @Nullable Serializer<K> key, @Nullable Serializer<V> value) {
        return new Serializers<>(
                key != null ? key : named(properties, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, true),
                value != null ? value : named(properties, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, false));
    }

    @SuppressWarnings("unchecked") // the caller promises by the type it asked for, as with Kafka's own producer
    private static <T> Serializer<T> named(Map<String, ?> properties, String name, boolean isKey) {
        try {
            Map<String, Object> one = new HashMap<>(properties);
            one.putIfAbsent(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, one.getOrDefault(name, ""));
            one.putIfAbsent(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, one.getOrDefault(name, ""));
            Serializer<T> serializer =
                    new AbstractConfig(KEYS, one, false).getConfiguredInstance(name, Serializer.class);
            serializer.configure(properties, isKey);
            return serializer;
        } catch (ConfigException e) {
            throw new InvalidConfigurationException("Producer property " + name + ": " + e.getMessage(), e);
        }
    }

    Draft draft(ProducerRecord<K, V> record) {
        byte[] keyBytes = key.serialize(record.topic(), record.headers(), record.key());
        byte[] valueBytes = value.serialize(record.topic(), record.headers(), record.value());
        Header[] headers = record.headers().toArray();
        int bytes = length(keyBytes) + length(valueBytes);
        for (Header header : headers) {
            bytes += header.key().length() + length(header.value());
        }
        // The same timestamp in every region; by the log's own clock, the regions would differ.
        long timestamp = record.timestamp() == null ? System.currentTimeMillis() : record.timestamp();
        return new Draft(record.topic(), keyBytes, valueBytes, headers, timestamp, bytes + OVERHEAD_BYTES);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    void close() {
        key.close();
        value.close();
    }
}
