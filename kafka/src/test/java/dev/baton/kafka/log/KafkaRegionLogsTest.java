package dev.baton.kafka.log;

import static dev.baton.kafka.TwoRegions.PARTITIONS;
import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.TwoRegions;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class KafkaRegionLogsTest {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What the ports promise, and a little for a slow machine. */
    private static final Duration DEADLINE = KafkaRegionLogs.DEADLINE.plusSeconds(3);

    private static final long PRODUCER = 0x0123456789abcdefL;
    private static final long MINUTE = 60_000;
    private static final long NOON = 1_700_000_000_000L;

    @TempDir
    Path directory;

    private TwoRegions regions;
    private KafkaRegionLogs r1;
    private KafkaRegionLogs r2;
    private LogId log;

    @BeforeEach
    void open() {
        regions = new TwoRegions(directory);
        r1 = new KafkaRegionLogs(regions.installation(), R1);
        r2 = new KafkaRegionLogs(regions.installation(), R2);
        log = new LogId(regions.stream(), 1);
    }

    @AfterEach
    void close() {
        r1.close();
        r2.close();
        regions.close();
    }

    @Test
    void shouldTellWhatTheLogsHold() throws ExecutionException, InterruptedException {
        // Given
        writeEvents(R1, 0, 10);
        deleteBefore(R1, 4);

        // When
        List<LogId> logs = r1.logs();
        Map<LogId, Extent> extents = r1.extents(logs);

        // Then
        assertThat(logs).hasSize(PARTITIONS).isSorted().contains(log);
        assertThat(extents).hasSize(PARTITIONS).containsEntry(log, new Extent(4, 10));
        assertThat(extents.get(logs.get(0))).isEqualTo(new Extent(0, 0));
    }

    @Test
    void shouldFindWhereATimeBegins() {
        // Given
        writeEvents(R1, 0, 10);
        List<LogId> logs = r1.logs();

        // When
        Map<LogId, Long> between = r1.offsetsAt(logs, NOON + 3 * MINUTE - 1);
        Map<LogId, Long> before = r1.offsetsAt(logs, 0);
        Map<LogId, Long> after = r1.offsetsAt(logs, NOON + 10 * MINUTE);

        // Then
        assertThat(between).containsEntry(log, 3L);
        assertThat(before).containsEntry(log, 0L);
        assertThat(after).containsEntry(log, 10L).containsEntry(logs.get(0), 0L);
    }

    @Test
    void shouldReadEverythingAndAgainFromAnyOffset() {
        // Given
        writeEvents(R1, 0, 5_000);
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            // When
            List<LogRecord> all = read(reader, 5_000);
            long position = reader.position(log);
            reader.seek(log, 4_990);
            List<LogRecord> again = read(reader, 10);

            // Then
            assertThat(all).extracting(LogRecord::sequence).isSorted().hasSize(5_000);
            assertThat(all).allSatisfy(record -> {
                assertThat(record.hasId()).isTrue();
                assertThat(record.offset()).isEqualTo(record.sequence());
                assertThat(record.producer()).isEqualTo(PRODUCER);
                assertThat(record.timestamp()).isEqualTo(NOON + MINUTE * record.sequence());
            });
            assertThat(position).isEqualTo(5_000);
            assertThat(again).extracting(LogRecord::offset).first().isEqualTo(4_990L);
            assertThat(reader.position(log)).isEqualTo(5_000);
        }
    }

    @Test
    void shouldReadNoMoreOfALogThatIsFinished() {
        // Given
        LogId other = new LogId(regions.stream(), 2);
        writeEvents(R1, 0, 5);
        write(R1, List.of(record(other, 0, "x", EventIdHeader.write(PRODUCER, 0))));
        try (LogReader reader = r1.read(Map.of(log, 0L, other, 0L))) {
            // When
            reader.finish(log);
            List<LogRecord> read = read(reader, 1);
            reader.finish(other);

            // Then
            assertThat(read).hasSize(1);
            assertThat(reader.poll(POLL)).isEmpty();
        }
    }

    @Test
    void shouldTellEventsFromOtherRecords() {
        // Given
        write(
                R1,
                List.of(
                        record(log, NOON, "direct", EventIdHeader.write(PRODUCER, 7)),
                        record(log, NOON, "copy", EventIdHeader.write(PRODUCER, 8, 3)),
                        record(log, NOON, "foreign", null),
                        record(log, NOON, "damaged", new byte[] {1, 2, 3})));
        try (LogReader reader = r1.read(Map.of(log, 0L))) {
            // When
            List<LogRecord> read = read(reader, 4);

            // Then
            assertThat(read).extracting(LogRecord::hasId).containsExactly(true, true, false, false);
            assertThat(read).extracting(LogRecord::sequence).startsWith(7L, 8L);
            assertThat(read).extracting(LogRecord::episode).startsWith(0L, 3L);
            assertThat(read).extracting(LogRecord::bytes).startsWith("key".length() + "direct".length());
        }
    }

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
        try (LogWriter writer = KafkaLogWriter.open(topics, kafka)) {
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
        try (LogQuestions questions = new LogQuestions(topics, kafka, KafkaRegionLogs.DEADLINE)) {
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
                for (long end = System.nanoTime() + DEADLINE.toNanos(); System.nanoTime() < end; ) {
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

    private static void assertUnavailableInTime(Runnable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call::run)
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("egion r2")
                .hasMessageNotContaining("127.0.0.1")
                .hasMessageNotContaining("localhost");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    }

    private static ConsumerRecord<byte[], byte[]> kafka(LogRecord record) {
        return ((KafkaLogRecord) record).source();
    }

    private List<LogRecord> read(LogReader reader, int count) {
        List<LogRecord> read = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (read.size() < count) {
            assertThat(System.nanoTime()).as("read %s", read).isLessThan(deadline);
            reader.poll(POLL).values().forEach(read::addAll);
        }
        return read;
    }

    /** Events of one producer, a minute apart. */
    private void writeEvents(RegionId region, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record(log, NOON + MINUTE * i, "event-" + i, EventIdHeader.write(PRODUCER, i)));
        }
        write(region, records);
    }

    private static ProducerRecord<byte[], byte[]> record(
            LogId log, long timestamp, String value, byte @Nullable [] id) {
        List<Header> headers = id == null ? List.of() : List.of(new RecordHeader(EventIdHeader.NAME, id));
        return new ProducerRecord<>(log.stream(), log.partition(), timestamp, bytes("key"), bytes(value), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // close() waits for all
    private void write(RegionId region, List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, regions.broker(region).bootstrap());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    private void deleteBefore(RegionId region, long offset) throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(log.stream(), log.partition());
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                regions.broker(region).bootstrap()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}
