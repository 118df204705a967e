package dev.baton.kafka.log;

import static dev.baton.kafka.TwoRegions.PARTITIONS;
import static dev.baton.kafka.TwoRegions.R1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.event.EventIdHeader;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("chaos")
class KafkaRegionLogsTest extends TwoRegionsOfLogs {

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
}
