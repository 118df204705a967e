package dev.baton.kafka.consumer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a place to read where Kafka has none: the group was never here, or the offset is not in the log any more. It is the first
 * record that is left, and what may be missing before it is not forgotten. For one thread.
 */
final class LogStarts<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(LogStarts.class);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final EventReader.Ports<K, V> ports;
    private final AssignedLogs<K, V> logs;

    LogStarts(EventReader.Ports<K, V> ports, AssignedLogs<K, V> logs) {
        this.ports = ports;
        this.logs = logs;
    }

    /** Reading goes on at the start; if the broker does not tell where that is, the next poll asks again. */
    void resolve(InvalidOffsetException why, boolean isReading) {
        Set<TopicPartition> partitions = why.partitions();
        try {
            Map<TopicPartition, Long> starts = ports.kafka().beginningOffsets(partitions, DEADLINE);
            Map<TopicPartition, Long> ends = ports.kafka().endOffsets(partitions, DEADLINE);
            for (TopicPartition partition : partitions) {
                Bounds bounds =
                        new Bounds(starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, Long.MAX_VALUE));
                resolve(partition, offset(why, partition), bounds, isReading);
            }
        } catch (TimeoutException e) {
            LOG.atDebug().addKeyValue("event", "log-start-unknown").log(e.getMessage());
        }
    }

    private record Bounds(long start, long end) {}

    private static long offset(InvalidOffsetException why, TopicPartition partition) {
        return why instanceof OffsetOutOfRangeException outside
                ? outside.offsetOutOfRangePartitions().getOrDefault(partition, -1L)
                : -1;
    }

    private void resolve(TopicPartition partition, long offset, Bounds bounds, boolean isReading) {
        PartitionLog<K, V> log = logs.get(partition);
        if (offset > bounds.end()) {
            LOG.atWarn()
                    .addKeyValue("event", "log-ends-early")
                    .addKeyValue("log", log.id())
                    .addKeyValue("offset", offset)
                    .addKeyValue("end", bounds.end())
                    .log("The topic was made anew, or has lost its end; reading it from its start");
            log.restart();
            ports.kafka().seekToBeginning(List.of(partition));
            return;
        }
        if (bounds.start() > 0) {
            boolean wasReading = isReading && log.isAt(offset);
            Trimmed.Cut cut = new Trimmed.Cut(log.id(), offset, bounds.start(), bounds.end(), wasReading);
            log.trimmed(cut, ports.region().skipsExpired());
        }
        ports.kafka().seek(partition, bounds.start());
    }
}
