package dev.baton.kafka.stream;

import dev.baton.core.Decoded;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.event.RawEvent;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Takes events out of what {@link EnvelopeInterceptor} has made, gives the record their headers, and leaves other records as they are. An
 * envelope that it cannot read is an error. For one thread, like the deserializer that it is around.
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
        if (headers.lastHeader(EventIdHeader.NAME) != null || !Envelope.isOne(data)) {
            return inner.deserialize(topic, headers, data);
        }
        RawEvent event = only(topic, Envelope.decode(data));
        event.headers().forEach(header -> headers.add(header.name(), header.value()));
        byte[] value = event.value();
        return value == null ? null : inner.deserialize(topic, headers, value);
    }

    /** What is wrong with an envelope is never guessed at: its events would lose their ids. */
    private static RawEvent only(String topic, Decoded<Envelope> decoded) {
        if (decoded instanceof Decoded.Malformed<Envelope> malformed) {
            throw new SerializationException("A record of " + topic + " looks like an envelope but " + malformed.why());
        }
        List<RawEvent> events = decoded.orElseThrow(IllegalStateException::new).events();
        if (events.size() != 1) {
            throw new SerializationException("An envelope in " + topic + " has " + events.size()
                    + " events and was written by OCI's native API: a region whose streams hold events cannot change from"
                    + " 'type: oci' to 'oci-kafka'");
        }
        return events.get(0);
    }

    @Override
    public void close() {
        inner.close();
    }
}
