package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.event.EventIdHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final long PRODUCER = 0x1234_5678_9abc_def0L;

    private final EventIds ids = new EventIds();

    @Test
    void shouldTellTheIdOfEachRecordThatWasReadAhead() {
        // Given
        var records = IntStream.range(0, 2_000).mapToObj(EventIdsTest::event).toList(); // more than fits at first
        // When
        records.forEach(record -> ids.readAhead(record.headers()));
        // Then
        assertThat(records).allSatisfy(record -> assertThat(sequence(record)).isEqualTo(record.offset()));
    }

    @Test
    void shouldTellTheSameInAnyOrderAndTwice() {
        // Given
        var first = event(1);
        var second = event(2);
        // When
        ids.readAhead(first.headers());
        ids.readAhead(second.headers());
        // Then
        assertThat(sequence(second)).isEqualTo(2);
        assertThat(sequence(first)).isEqualTo(1);
        assertThat(sequence(first)).isEqualTo(1);
        assertThat(sequence(second)).isEqualTo(2);
    }

    @Test
    void shouldNotTakeOneRecordsIdForAnothers() {
        // Given
        var plain = record(1, new RecordHeaders());
        var event = event(2);
        // When
        ids.readAhead(plain.headers());
        ids.readAhead(event.headers());
        // Then
        assertThat(ids.read(plain)).isFalse();
        assertThat(sequence(event)).isEqualTo(2);
        assertThat(ids.withoutId()).isOne();
    }

    @Test
    void shouldTellTheIdOfARecordFromAnEarlierPoll() {
        // Given
        var early = event(1);
        ids.readAhead(early.headers());
        ids.forget();
        var late = event(2);
        ids.readAhead(late.headers());
        // When, then
        assertThat(sequence(early)).isEqualTo(1);
        assertThat(sequence(late)).isEqualTo(2);
    }

    @Test
    void shouldTellInWhichEpisodeARecordWasCopied() {
        // Given
        var copy = record(1, header(EventIdHeader.write(PRODUCER, 1, 7)));
        // When
        ids.readAhead(copy.headers());
        // Then
        assertThat(ids.read(copy)).isTrue();
        assertThat(ids.episode()).isEqualTo(7);
    }

    @Test
    void shouldDecodeValuesAsTheDeserializerThatThePropertiesName() {
        // Given
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:1",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                "value.deserializer.encoding",
                "UTF-16BE");
        Deserializer<String> deserializer = IdFirst.around(null, properties, ids);
        var event = event(3);
        // When
        String value = deserializer.deserialize("orders", event.headers(), "für".getBytes(StandardCharsets.UTF_16BE));
        // Then
        assertThat(value).isEqualTo("für");
        assertThat(sequence(event)).isEqualTo(3);
    }

    private long sequence(ConsumerRecord<String, String> record) {
        assertThat(ids.read(record)).isTrue();
        assertThat(ids.producer()).isEqualTo(PRODUCER);
        return ids.sequence();
    }

    private static ConsumerRecord<String, String> event(long sequence) {
        return record(sequence, header(EventIdHeader.write(PRODUCER, sequence)));
    }

    private static Headers header(byte[] id) {
        return new RecordHeaders().add(EventIdHeader.NAME, id);
    }

    private static ConsumerRecord<String, String> record(long offset, Headers headers) {
        return new ConsumerRecord<>(
                "orders", 0, offset, 0, TimestampType.CREATE_TIME, 0, 0, "", "", headers, Optional.empty());
    }
}
