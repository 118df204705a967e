package dev.baton.kafka.stream;

import dev.baton.core.event.RawEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Kafka's records as events, and back. Stateless; arrays are not copied. */
final class RawEvents {

    private RawEvents() {}

    static RawEvent of(ProducerRecord<byte[], byte[]> record) {
        return of(record, record.key());
    }

    static RawEvent withoutKey(ProducerRecord<byte[], byte[]> record) {
        return of(record, null);
    }

    private static RawEvent of(ProducerRecord<byte[], byte[]> record, byte @Nullable [] key) {
        List<RawEvent.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RawEvent.Header(header.key(), header.value()));
        }
        long timestamp = record.timestamp() == null ? System.currentTimeMillis() : record.timestamp();
        return new RawEvent(timestamp, key, record.value(), headers);
    }

    static Headers headers(RawEvent event) {
        Headers headers = new RecordHeaders();
        event.headers().forEach(header -> headers.add(header.name(), header.value()));
        return headers;
    }
}
