package dev.baton.kafka.log;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.TwoRegions;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.testkit.HiccupMeter;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The logs of two regions with a real broker each. */
abstract class TwoRegionsOfLogs {

    static final Duration POLL = Duration.ofMillis(200);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What the ports promise, and a little for a slow machine. */
    static final Duration DEADLINE = KafkaRegionLogs.DEADLINE.plusSeconds(3);

    static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    static final long PRODUCER = 0x0123456789abcdefL;
    static final long MINUTE = 60_000;
    static final long NOON = 1_700_000_000_000L;

    @TempDir
    Path directory;

    TwoRegions regions;
    KafkaRegionLogs r1;
    KafkaRegionLogs r2;
    LogId log;

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

    static void assertUnavailableInTime(Runnable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call::run)
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("egion r2")
                .hasMessageNotContaining("127.0.0.1")
                .hasMessageNotContaining("localhost");
        HiccupMeter.Stretch took = HICCUPS.since(start);
        assertThat(took.ran()).as("%s", took).isLessThan(DEADLINE);
    }

    static ConsumerRecord<byte[], byte[]> kafka(LogRecord record) {
        return ((KafkaLogRecord) record).source();
    }

    List<LogRecord> read(LogReader reader, int count) {
        List<LogRecord> read = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (read.size() < count) {
            assertThat(System.nanoTime()).as("read %s", read).isLessThan(deadline);
            reader.poll(POLL).values().forEach(read::addAll);
        }
        return read;
    }

    /** Events of one producer, a minute apart. */
    void writeEvents(RegionId region, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record(log, NOON + MINUTE * i, "event-" + i, EventIdHeader.write(PRODUCER, i)));
        }
        write(region, records);
    }

    static ProducerRecord<byte[], byte[]> record(LogId log, long timestamp, String value, byte @Nullable [] id) {
        List<Header> headers = id == null ? List.of() : List.of(new RecordHeader(EventIdHeader.NAME, id));
        return new ProducerRecord<>(log.stream(), log.partition(), timestamp, bytes("key"), bytes(value), headers);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // close() waits for all
    void write(RegionId region, List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, regions.broker(region).bootstrap());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    void deleteBefore(RegionId region, long offset) throws ExecutionException, InterruptedException {
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
