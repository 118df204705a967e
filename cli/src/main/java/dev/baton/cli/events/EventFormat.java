package dev.baton.cli.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.event.EventId;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.event.ProducerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** How an event becomes a line. */
enum EventFormat {
    /** The value, as it is. */
    VALUE {
        @Override
        byte[] line(ConsumerRecord<byte[], byte[]> event) {
            return event.value() == null ? NOTHING : event.value();
        }
    },
    /** One line of JSON: where the event is, its id, key and value; what is no text is in Base64. */
    JSON {
        @Override
        byte[] line(ConsumerRecord<byte[], byte[]> event) throws IOException {
            ObjectNode line = MAPPER.createObjectNode()
                    .put("topic", event.topic())
                    .put("partition", event.partition())
                    .put("offset", event.offset())
                    .put("timestamp", event.timestamp())
                    .put("id", id(event));
            put(line, "key", event.key());
            put(line, "value", event.value());
            return MAPPER.writeValueAsBytes(line);
        }
    };

    private static final byte[] NOTHING = {};
    private static final ObjectMapper MAPPER = new ObjectMapper();

    abstract byte[] line(ConsumerRecord<byte[], byte[]> event) throws IOException;

    private static @Nullable String id(ConsumerRecord<byte[], byte[]> event) {
        Header header = event.headers().lastHeader(EventIdHeader.NAME);
        EventIdHeader id = new EventIdHeader();
        return header != null && header.value() != null && id.read(header.value())
                ? new EventId(new ProducerId(id.producer()), event.partition(), id.sequence()).toString()
                : null;
    }

    private static void put(ObjectNode line, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            line.putNull(name);
            return;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder() // reports what is no text
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            line.put(name, text);
        } catch (CharacterCodingException e) {
            line.put(name + "Base64", bytes);
        }
    }
}
