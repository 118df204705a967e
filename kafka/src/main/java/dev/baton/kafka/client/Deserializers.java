package dev.baton.kafka.client;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes the deserializers that a consumer's properties name, as Kafka's own consumer does. Stateless. */
public final class Deserializers {

    private Deserializers() {}

    /** Of keys. */
    public static <K> Deserializer<K> ofKeys(Map<String, Object> properties) {
        return named(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, properties, true);
    }

    /** Of values. */
    public static <V> Deserializer<V> ofValues(Map<String, Object> properties) {
        return named(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, properties, false);
    }

    @SuppressWarnings("unchecked") // the class is named in the properties, its type is not
    private static <T> Deserializer<T> named(String property, Map<String, Object> properties, boolean isKey) {
        AbstractConfig config = new AbstractConfig(
                new ConfigDef().define(property, ConfigDef.Type.CLASS, ConfigDef.Importance.HIGH, ""),
                properties,
                false);
        Deserializer<T> deserializer = config.getConfiguredInstance(property, Deserializer.class);
        deserializer.configure(config.originals(), isKey);
        return deserializer;
    }
}
