package dev.baton.kafka.producer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.ServiceType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer's settings, under Kafka's own names and with Kafka's own defaults. Immutable.
 *
 * @param protection what an acknowledgement promises
 * @param windowBytes {@code buffer.memory}: what all events in flight may hold, default 32 MiB
 * @param maxBlockNanos {@code max.block.ms}: how long {@code send} may wait, default 60 s
 * @param deliveryTimeoutNanos {@code delivery.timeout.ms}: from {@code send} to the acknowledgement, default 2 min
 * @param maxRequestBytes {@code max.request.size}: the largest event, default 1 MiB
 * @param stickyBytes {@code batch.size}: how much goes to one partition before events without a key move on, default 16 KiB
 */
record ProducerSettings(
        ProtectionMode protection,
        long windowBytes,
        long maxBlockNanos,
        long deliveryTimeoutNanos,
        int maxRequestBytes,
        int stickyBytes) {

    /** A plain producer's buffer counts whole batches, also half-filled ones; the window counts events. */
    private static final int BUFFER_PER_WINDOW = 2;

    /** 1 MiB, of which an envelope, a key of the service's choice and the lengths of headers take their part. */
    private static final int OCI_EVENT_BYTES = (1 << 20) - (4 << 10);

    private static final List<String> UNSUPPORTED = List.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private static final ConfigDef KEYS = new ConfigDef()
            .define(
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    ConfigDef.Type.LONG,
                    32L * 1024 * 1024,
                    atLeast(64 * 1024),
                    ConfigDef.Importance.HIGH,
                    "")
            .define(
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    ConfigDef.Type.LONG,
                    60_000L,
                    atLeast(0),
                    ConfigDef.Importance.HIGH,
                    "")
            .define(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    ConfigDef.Type.INT,
                    120_000,
                    atLeast(1),
                    ConfigDef.Importance.HIGH,
                    "")
            .define(
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    ConfigDef.Type.INT,
                    1024 * 1024,
                    atLeast(1),
                    ConfigDef.Importance.HIGH,
                    "")
            .define(
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    ConfigDef.Type.INT,
                    16 * 1024,
                    atLeast(0),
                    ConfigDef.Importance.HIGH,
                    "");

    static ProducerSettings of(Map<String, ?> properties) {
        refuseUnsupported(properties);
        try {
            AbstractConfig parsed = new AbstractConfig(KEYS, properties, false);
            return new ProducerSettings(
                    protection(properties),
                    parsed.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG),
                    MILLISECONDS.toNanos(parsed.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG)),
                    MILLISECONDS.toNanos(parsed.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)),
                    parsed.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                    Math.max(1, parsed.getInt(ProducerConfig.BATCH_SIZE_CONFIG)));
        } catch (ConfigException e) {
            throw new InvalidConfigurationException("Producer property: " + e.getMessage(), e);
        }
    }

    /**
     * The same, with events that every region can take: one that is too large for a region which is out would be acknowledged without
     * it, and its catch-up could never copy it.
     */
    ProducerSettings within(BatonConfig config) {
        boolean isAllKafka = config.regions().values().stream().allMatch(region -> region.type() == ServiceType.KAFKA);
        return new ProducerSettings(
                protection,
                windowBytes,
                maxBlockNanos,
                deliveryTimeoutNanos,
                isAllKafka ? maxRequestBytes : Math.min(maxRequestBytes, OCI_EVENT_BYTES),
                stickyBytes);
    }

    /**
     * The properties of the plain producer of one region. It never blocks the caller and never gives up by itself: how long to
     * wait, and for whom, is decided above it, for all regions at once.
     */
    Map<String, Object> plainProducer(Map<String, Object> base, String clientId) {
        Map<String, Object> properties = new HashMap<>(base);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_PER_WINDOW * windowBytes);
        return properties;
    }

    private static void refuseUnsupported(Map<String, ?> properties) {
        for (String key : UNSUPPORTED) {
            Object value = properties.get(key);
            if (value != null && !value.toString().isEmpty() && !value.equals(List.of())) {
                throw new InvalidConfigurationException("Property " + key
                        + " is not supported by BatonProducer, as it cannot mean the same in every region; remove it");
            }
        }
        Object acks = properties.get(ProducerConfig.ACKS_CONFIG);
        if (acks != null && !acks.toString().equals("all") && !acks.toString().equals("-1")) {
            throw new InvalidConfigurationException(
                    "Property acks is '" + acks
                            + "', but a region's acknowledgement must mean that the region keeps the event; use acks=all or remove it");
        }
    }

    private static ProtectionMode protection(Map<String, ?> properties) {
        Object value = properties.get(BatonProperties.PROTECTION);
        if (value == null) {
            return ProtectionMode.MAX_AVAILABILITY;
        }
        for (ProtectionMode mode : ProtectionMode.values()) {
            if (word(mode).equals(value.toString())) {
                return mode;
            }
        }
        throw new InvalidConfigurationException("Property " + BatonProperties.PROTECTION + " is '" + value + "'; use "
                + Arrays.stream(ProtectionMode.values())
                        .map(ProducerSettings::word)
                        .collect(Collectors.joining(", ")));
    }

    private static String word(ProtectionMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ConfigDef.Range atLeast(long minimum) {
        return ConfigDef.Range.atLeast(minimum);
    }
}
