package dev.baton.kafka.stream;

import dev.baton.core.Decoded;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.RawEvent;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Takes events out of what {@link EnvelopeInterceptor} has made, gives the record their headers, and leaves other records as they are. For
 * one thread, like the deserializer that it is around.
 */
public record EnvelopeDeserializer<V>(Deserializer<V> inner) implements Deserializer<V> {

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        inner.configure(configs, isKey);
    }

    @Override
    public V deserialize(String topic, byte[] data) {
        return inner.deserialize(topic, data);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's own way to say that there is no value
    public V deserialize(String topic, Headers headers, byte[] data) {
        if (!Envelope.isOne(data)
                || !(Envelope.decode(data) instanceof Decoded.Value<Envelope> decoded)
                || decoded.value().events().size() != 1) {
            return inner.deserialize(topic, headers, data);
        }
        RawEvent event = decoded.value().events().get(0);
        event.headers().forEach(header -> headers.add(header.name(), header.value()));
        byte[] value = event.value();
        return value == null ? null : inner.deserialize(topic, headers, value);
    }

    @Override
    public void close() {
        inner.close();
    }
}
