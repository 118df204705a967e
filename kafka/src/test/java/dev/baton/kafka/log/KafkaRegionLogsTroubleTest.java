package dev.baton.kafka.log;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("chaos")
class KafkaRegionLogsTroubleTest extends TwoRegionsOfLogs {

    @Test
    void shouldNeverPassAnEventThatANewerReleaseWrote() {
        // Given
        write(
                R1,
                List.of(
                        record(log, NOON, "known", EventIdHeader.write(PRODUCER, 0)),
                        record(log, NOON, "newer", new byte[] {9})));
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            for (int attempt = 0; attempt < 2; attempt++) {
                // When
                // Then
                assertThatThrownBy(() -> read(reader, 2))
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContaining("offset 1, is of format 9")
                        .hasMessageContaining("upgrade");
                assertThat(reader.position(log)).isZero();
            }
        }
    }

    @Test
    void shouldNoticeThatRetentionHasDeletedWhatComesNext() throws ExecutionException, InterruptedException {
        // Given
        writeEvents(R1, 0, 10);
        deleteBefore(R1, 4);
        try (LogReader reader = r1.read(Map.of(log, 1L))) {
            // When
            assertThatThrownBy(() -> read(reader, 1))
                    // Then
                    .isInstanceOf(EventsExpiredException.class)
                    .hasMessageContaining("region r1")
                    .hasMessageContaining("partition 1 of stream " + regions.stream())
                    .hasMessageContaining("offsets 1 to 3 are gone");

            // When
            reader.seek(log, 4);

            // Then
            assertThat(read(reader, 6)).extracting(LogRecord::offset).first().isEqualTo(4L);
        }
    }

    @Test
    void shouldNoticeThatTheLogIsShorterThanItWas() {
        // Given
        writeEvents(R1, 0, 10);
        try (LogReader reader = r1.read(Map.of(log, 11L))) {
            // When
            // Then
            assertThatThrownBy(() -> read(reader, 1))
                    .isInstanceOf(EventsExpiredException.class)
                    .hasMessageContaining("ends at offset 10")
                    .hasMessageContaining("read on from 11");
        }
    }

    @Test
    void shouldCopyEverythingAnEventHas() {
        // Given
        byte[] id = EventIdHeader.write(PRODUCER, 5, 2);
        Header[] headers = {
            new RecordHeader("trace", new byte[] {1}),
            new RecordHeader(EventIdHeader.NAME, id),
            new RecordHeader("trace", new byte[] {2}),
            new RecordHeader("empty", null)
        };
        TopicPartition place = new TopicPartition(log.stream(), log.partition());
        write(
                R1,
                List.of(
                        new ProducerRecord<>(
                                place.topic(),
                                place.partition(),
                                NOON,
                                null,
                                bytes("no key"),
                                new RecordHeaders(headers)),
                        new ProducerRecord<>(
                                place.topic(),
                                place.partition(),
                                NOON + 1,
                                bytes("k"),
                                null,
                                new RecordHeaders(headers))));
        List<LogRecord> source;
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            source = read(reader, 2);
        }

        // When
        try (LogWriter writer = r2.write()) {
            writer.append(log, source.get(0), 4);
            writer.append(log, source.get(1), 0);
            writer.append(log, source.get(1), 0);
            writer.flush(PATIENCE);
        }

        // Then
        try (LogReader reader = r2.read(Map.of(log, 0L))) {
            List<LogRecord> copies = read(reader, 3);
            assertThat(copies).extracting(LogRecord::episode).containsExactly(4L, 0L, 0L);
            assertThat(copies).extracting(LogRecord::sequence).containsOnly(5L);
            assertSame(kafka(copies.get(0)), kafka(source.get(0)));
            assertSame(kafka(copies.get(1)), kafka(source.get(1)));
        }
    }

    private static void assertSame(ConsumerRecord<byte[], byte[]> copy, ConsumerRecord<byte[], byte[]> source) {
        assertThat(copy.partition()).isEqualTo(source.partition());
        assertThat(copy.timestamp()).isEqualTo(source.timestamp());
        assertThat(copy.key()).isEqualTo(source.key());
        assertThat(copy.value()).isEqualTo(source.value());
        assertThat(copy.headers().headers(EventIdHeader.NAME)).hasSize(1);
        assertThat(withoutId(copy)).isEqualTo(withoutId(source));
    }

    private static List<Header> withoutId(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>(List.of(record.headers().toArray()));
        headers.removeIf(header -> header.key().equals(EventIdHeader.NAME));
        return headers;
    }

    @Test
    void shouldSendNothingAfterACopyThatWasRefused() {
        // Given
        writeEvents(R1, 0, 1_000);
        regions.broker(R2).createTopic("narrow-" + regions.stream(), 1, Map.of("max.message.bytes", "1000"));
        List<LogRecord> source;
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            source = read(reader, 1_000);
        }
        LogId narrow = new LogId("narrow", 0);
        RegionTopics topics = new RegionTopics(R2, Map.of("narrow", "narrow-" + regions.stream()));
        write(R1, List.of(record(log, NOON, "x".repeat(2_000), EventIdHeader.write(PRODUCER, 1_000))));
        LogRecord tooLarge;
        try (LogReader reader = r1.read(Map.of(log, 1_000L))) {
            tooLarge = read(reader, 1).get(0);
        }
        Map<String, Object> kafka = regions.installation().kafkaProperties(R2, Map.of());

        // When
        try (LogWriter writer =
                KafkaLogWriter.open(topics, kafka, regions.installation().clients())) {
            writer.append(narrow, source.get(0), 1);
            writer.flush(PATIENCE);
            writer.append(narrow, tooLarge, 1);
            assertThatThrownBy(() -> {
                        for (LogRecord record : source) {
                            writer.append(narrow, record, 1);
                        }
                        writer.flush(PATIENCE);
                    })
                    .isInstanceOf(RegionUnavailableException.class)
                    .hasMessageContaining("Region r2 refuses a copy");
            assertThatThrownBy(() -> writer.flush(PATIENCE)).isInstanceOf(RegionUnavailableException.class);
            assertThatThrownBy(() -> writer.append(narrow, source.get(1), 1))
                    .isInstanceOf(RegionUnavailableException.class);
        }

        // Then
        try (LogQuestions questions = new AdminQuestions(topics, kafka, KafkaRegionLogs.DEADLINE)) {
            assertThat(questions.extents(List.of(narrow))).containsEntry(narrow, new Extent(0, 1));
        }
    }

    @Test
    void shouldSayInTimeThatTheRegionIsGone() {
        // Given
        writeEvents(R1, 0, 10);
        writeEvents(R2, 0, 10);
        List<LogRecord> source;
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            source = read(reader, 10);
        }
        List<LogId> logs = r2.logs();
        try (LogReader reader = r2.read(Map.of(log, 0L));
                LogWriter writer = r2.write()) {
            read(reader, 10);
            writer.append(log, source.get(0), 1);
            writer.flush(PATIENCE);
            read(reader, 1);

            // When
            regions.broker(R2).kill();

            // Then
            assertUnavailableInTime(() -> r2.extents(logs));
            assertUnavailableInTime(() -> r2.offsetsAt(logs, NOON));
            assertUnavailableInTime(() -> {
                long start = System.nanoTime();
                while (HICCUPS.since(start).ran().compareTo(DEADLINE) < 0) {
                    reader.poll(POLL);
                }
            });
            assertUnavailableInTime(() -> {
                writer.append(log, source.get(1), 1); // says so itself if Kafka's client has forgotten all it knew
                writer.flush(Duration.ofSeconds(1));
            });
        }
        try (KafkaRegionLogs fresh = new KafkaRegionLogs(regions.installation(), R2)) {
            assertUnavailableInTime(fresh::logs);
        }
    }
}
