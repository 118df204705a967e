package dev.baton.kafka.log;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.client.ClientFactory;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads logs with a plain consumer without a group. Kafka's consumer waits for a silent region as long as it takes; this one
 * asks, on another connection, whether anybody is there.
 *
 * <p>For one thread. Holds what one fetch from each broker brings, 16 MiB at most.
 */
final class KafkaLogReader implements LogReader {

    private static final int FETCH_BYTES = 16 << 20;
    private static final int PARTITION_BYTES = 2 << 20;
    private static final int MAX_RECORDS = 2_000;
    /** After so long without a record it is time to ask. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RegionTopics topics;
    private final Consumer<byte[], byte[]> kafka;
    private final LogQuestions questions;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, LogId> logs = new HashMap<>();
    private final SortedMap<LogId, Long> positions = new TreeMap<>();
    private final EventIdHeader header = new EventIdHeader();
    private long lastAnswer;

    KafkaLogReader(RegionTopics topics, Consumer<byte[], byte[]> kafka, LogQuestions questions, LongSupplier nanoTime) {
        this.topics = topics;
        this.kafka = kafka;
        this.questions = questions;
        this.nanoTime = nanoTime;
        this.lastAnswer = nanoTime.getAsLong();
    }

    static KafkaLogReader open(
            RegionTopics topics,
            Map<String, Object> properties,
            ClientFactory clients,
            LogQuestions questions,
            Map<LogId, Long> from) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "baton-log-reader-" + topics.region());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // another start would hide what was deleted
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS);
        Consumer<byte[], byte[]> kafka = KafkaRegionLogs.client(
                topics.region(),
                () -> clients.consumer(
                        topics.region(), settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        KafkaLogReader reader = new KafkaLogReader(topics, kafka, questions, System::nanoTime);
        reader.start(from);
        return reader;
    }

    void start(Map<LogId, Long> from) {
        from.keySet().forEach(log -> logs.put(topics.partition(log), log));
        kafka.assign(logs.keySet());
        from.forEach(this::seek);
    }

    @Override
    public Map<LogId, List<LogRecord>> poll(Duration timeout) {
        if (positions.isEmpty()) {
            return Map.of();
        }
        ConsumerRecords<byte[], byte[]> records = fetch(timeout);
        if (records.nextOffsets().isEmpty()) {
            askAfterSilence();
            return Map.of();
        }
        lastAnswer = nanoTime.getAsLong();
        Map<LogId, List<LogRecord>> read = withIds(records);
        records.nextOffsets().forEach((partition, next) -> positions.put(log(partition), next.offset()));
        return read;
    }

    private ConsumerRecords<byte[], byte[]> fetch(Duration timeout) {
        try {
            return kafka.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            throw expired(e);
        } catch (KafkaException e) {
            throw new RegionUnavailableException(
                    "The logs of region " + topics.region() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<LogId, List<LogRecord>> withIds(ConsumerRecords<byte[], byte[]> records) {
        Map<LogId, List<LogRecord>> read = new LinkedHashMap<>();
        try {
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> ofLog = records.records(partition);
                List<LogRecord> withIds = new ArrayList<>(ofLog.size());
                for (ConsumerRecord<byte[], byte[]> record : ofLog) {
                    withIds.add(KafkaLogRecord.of(record, header));
                }
                read.put(log(partition), withIds);
            }
            return read;
        } catch (RuntimeException e) {
            positions.forEach(this::seek); // nothing of it was given, so nothing of it may count as read
            throw e;
        }
    }

    private void askAfterSilence() {
        if (nanoTime.getAsLong() - lastAnswer > SILENCE_NANOS) {
            questions.extents(positions.keySet());
            lastAnswer = nanoTime.getAsLong();
        }
    }

    private EventsExpiredException expired(OffsetOutOfRangeException e) {
        SortedMap<LogId, Extent> extents = questions.extents(positions.keySet());
        StringBuilder text = new StringBuilder();
        e.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            LogId log = log(partition);
            text.append(text.isEmpty() ? "" : "; ")
                    .append(describe(log, offset, Objects.requireNonNull(extents.get(log))));
        });
        return new EventsExpiredException("In region " + topics.region() + " " + text);
    }

    private static String describe(LogId log, long offset, Extent extent) {
        String where = "partition " + log.partition() + " of stream " + log.stream();
        return offset < extent.start()
                ? "retention has deleted from " + where + " what was to be read next: offsets " + offset + " to "
                        + (extent.start() - 1) + " are gone, the oldest record left is at " + extent.start()
                : where + " ends at offset " + extent.end() + ", but was to be read on from " + offset
                        + ": the topic was made anew, or has lost its end";
    }

    private LogId log(TopicPartition partition) {
        LogId log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException("Kafka gave records of " + partition + ", which is not read");
        }
        return log;
    }

    @Override
    public void seek(LogId log, long offset) {
        kafka.seek(topics.partition(log), offset);
        positions.put(log, offset);
    }

    @Override
    public long position(LogId log) {
        Long position = positions.get(log);
        if (position == null) {
            throw new IllegalArgumentException("log: " + log + " is not read");
        }
        return position;
    }

    @Override
    public void finish(LogId log) {
        positions.remove(log);
        logs.remove(topics.partition(log));
        kafka.assign(logs.keySet()); // the others keep their positions and what was fetched
    }

    @Override
    public void close() {
        kafka.close(CloseOptions.timeout(Duration.ZERO));
    }
}
