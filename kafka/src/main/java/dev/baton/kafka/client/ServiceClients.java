package dev.baton.kafka.client;

import dev.baton.core.RegionId;
import dev.baton.kafka.stream.StreamConsumer;
import dev.baton.kafka.stream.StreamConsumer.Membership;
import dev.baton.kafka.stream.StreamProducer;
import dev.baton.runtime.stream.StreamService;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Kafka's interfaces over a stream service of another kind, which is not closed with its clients. Immutable. */
public final class ServiceClients implements ClientFactory {

    private final StreamService service;
    private final Function<String, Membership> memberships;

    /** Clients whose consumers are of no group. */
    public ServiceClients(StreamService service) {
        this(service, group -> Membership.NONE);
    }

    /** Clients whose consumers are what {@code memberships} gives for the name of their group, which is empty for none. */
    ServiceClients(StreamService service, Function<String, Membership> memberships) {
        this.service = service;
        this.memberships = memberships;
    }

    @Override
    public Producer<byte[], byte[]> producer(RegionId region, Map<String, Object> properties) {
        return new StreamProducer(service, properties);
    }

    @Override
    public <K, V> Consumer<K, V> consumer(
            RegionId region,
            Map<String, Object> properties,
            @Nullable Deserializer<K> forKeys,
            Deserializer<V> forValues) {
        String group = String.valueOf(properties.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, ""));
        return new StreamConsumer<>(
                service,
                memberships.apply(group),
                forKeys == null ? Deserializers.ofKeys(properties) : forKeys,
                forValues);
    }
}
