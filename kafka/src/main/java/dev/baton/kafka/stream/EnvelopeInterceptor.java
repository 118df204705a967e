package dev.baton.kafka.stream;

import dev.baton.core.event.Envelope;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * For services that speak Kafka's protocol and keep no headers: what is sent becomes an envelope of one event, headers and all. The key
 * stays where it is. {@link EnvelopeDeserializer} takes it out again. Stateless.
 */
public final class EnvelopeInterceptor implements ProducerInterceptor<byte[], byte[]> {

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        Envelope envelope = new Envelope(record.partition(), List.of(RawEvents.withoutKey(record)));
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), envelope.encode());
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
