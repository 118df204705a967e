package dev.baton.kafka.log;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.runtime.log.EventContent;
import dev.baton.runtime.log.LogRecord;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record as Kafka's consumer gave it, with its id. Immutable by agreement: nobody changes what it was made from. */
record KafkaLogRecord(ConsumerRecord<byte[], byte[]> source, boolean hasId, long producer, long sequence, long episode)
        implements LogRecord, EventContent {

    /**
     * Reads the id; {@code header} is a cursor for that.
     *
     * @throws InvalidConfigurationException if a newer Baton wrote the id: guessing would repeat its event
     */
    static KafkaLogRecord of(ConsumerRecord<byte[], byte[]> source, EventIdHeader header) {
        Header found = source.headers().lastHeader(EventIdHeader.NAME);
        if (found == null || found.value() == null) {
            return new KafkaLogRecord(source, false, 0, 0, 0);
        }
        if (header.read(found.value())) {
            return new KafkaLogRecord(source, true, header.producer(), header.sequence(), header.episode());
        }
        if (header.problem() == EventIdHeader.Problem.UNKNOWN_FORMAT) {
            throw new InvalidConfigurationException("The id of the event at " + source.topic() + "-"
                    + source.partition() + ", offset " + source.offset() + ", " + header.describe()
                    + "; upgrade before going on");
        }
        return new KafkaLogRecord(source, false, 0, 0, 0);
    }

    @Override
    public long offset() {
        return source.offset();
    }

    @Override
    public long timestamp() {
        return source.timestamp();
    }

    @Override
    public int bytes() {
        return Math.max(0, source.serializedKeySize()) + Math.max(0, source.serializedValueSize()); // -1 if null
    }

    @Override
    public EventContent content() {
        return this;
    }

    @Override
    public byte @Nullable [] key() {
        return source.key();
    }

    @Override
    public byte @Nullable [] value() {
        return source.value();
    }

    @Override
    public void headers(BiConsumer<String, byte @Nullable []> listener) {
        for (Header header : source.headers()) {
            if (!header.key().equals(EventIdHeader.NAME)) {
                listener.accept(header.key(), header.value());
            }
        }
    }
}
