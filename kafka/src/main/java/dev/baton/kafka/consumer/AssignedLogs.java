package dev.baton.kafka.consumer;

import dev.baton.core.LogId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a reader has now, and what they hold together. For one thread. */
final class AssignedLogs<K, V> {

    /** What is read ahead at most, in all partitions. */
    private static final int MAX_PENDING_EVENTS = 20_000;

    private static final long MAX_PENDING_BYTES = 16L * 1024 * 1024;

    private final Map<TopicPartition, PartitionLog<K, V>> logs = new LinkedHashMap<>();
    private final EventIds ids;
    private final UnaryOperator<String> streams;

    /** {@code streams} gives the stream of a topic. */
    AssignedLogs(EventIds ids, UnaryOperator<String> streams) {
        this.ids = ids;
        this.streams = streams;
    }

    /** True if the partition is new. */
    boolean add(TopicPartition partition) {
        LogId id = new LogId(streams.apply(partition.topic()), partition.partition());
        return logs.putIfAbsent(partition, new PartitionLog<>(partition, id, ids)) == null;
    }

    void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(logs::remove);
    }

    void retain(Collection<TopicPartition> partitions) {
        logs.keySet().retainAll(partitions);
    }

    PartitionLog<K, V> get(TopicPartition partition) {
        PartitionLog<K, V> log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException("Partition " + partition + " is not assigned to this consumer");
        }
        return log;
    }

    Collection<PartitionLog<K, V>> all() {
        return logs.values();
    }

    List<TopicPartition> partitions() {
        return List.copyOf(logs.keySet());
    }

    /** The usual case: nothing was read ahead, and what has just arrived is given as it is. */
    Map<TopicPartition, List<ConsumerRecord<K, V>>> deliver(ConsumerRecords<K, V> records) {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> given = new LinkedHashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<K, V>> fresh = get(partition).deliver(records.records(partition));
            if (!fresh.isEmpty()) {
                given.put(partition, fresh);
            }
        }
        return given;
    }

    /** What has just arrived is read ahead. */
    void read(ConsumerRecords<K, V> records) {
        for (TopicPartition partition : records.partitions()) {
            get(partition).read(records.records(partition));
        }
    }

    /** About {@code max} events of what was read ahead. */
    Map<TopicPartition, List<ConsumerRecord<K, V>>> take(int max) {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> given = new LinkedHashMap<>();
        int left = max;
        for (PartitionLog<K, V> log : logs.values()) {
            List<ConsumerRecord<K, V>> events = log.take(left);
            if (!events.isEmpty()) {
                given.put(log.topicPartition(), events);
                left -= events.size();
            }
        }
        return given;
    }

    /** True if something was read ahead that may be given. */
    boolean hasPending() {
        return logs.values().stream().anyMatch(log -> !log.isHeld() && log.pendingEvents() > 0);
    }

    /** True if no more may be read ahead. */
    boolean isFull() {
        int events = 0;
        long bytes = 0;
        for (PartitionLog<K, V> log : logs.values()) {
            events += log.pendingEvents();
            bytes += log.pendingBytes();
        }
        return events >= MAX_PENDING_EVENTS || bytes >= MAX_PENDING_BYTES;
    }

    /** Where to start reading again; Kafka keeps it as a hint, what has taken effect the frontier knows. */
    Map<TopicPartition, OffsetAndMetadata> positions(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> positions = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionLog<K, V> log = logs.get(partition);
            if (log != null && log.resumeOffset() >= 0) {
                positions.put(partition, new OffsetAndMetadata(log.resumeOffset()));
            }
        }
        return positions;
    }
}
