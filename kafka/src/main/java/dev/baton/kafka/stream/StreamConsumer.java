package dev.baton.kafka.stream;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.event.RawEvent;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.stream.GroupPositions;
import dev.baton.runtime.stream.StreamGroup;
import dev.baton.runtime.stream.StreamReader;
import dev.baton.runtime.stream.StreamReader.Batch;
import dev.baton.runtime.stream.StreamReader.Entry;
import dev.baton.runtime.stream.StreamService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Kafka's consumer over a {@link StreamService}, with {@code auto.offset.reset=none}: a partition that its group never read has no offset,
 * and what retention has deleted is out of range. For one thread, except {@link #wakeup}.
 */
public final class StreamConsumer<K, V> extends ServiceConsumer<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final StreamService service;
    private final StreamReader reader;
    private final String group;
    private final @Nullable CommittedPositions committed;
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final Set<TopicPartition> assigned = new LinkedHashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Set<String> topics = Set.of();
    private long nextPlaceNanos = System.nanoTime();
    private boolean positionsUnknown;
    private @Nullable StreamGroup part;
    private @Nullable ConsumerRebalanceListener listener;

    /** Whose consumer it is: the group, empty for none, and where that keeps its positions, null for nowhere. */
    public record Membership(String group, @Nullable GroupPositions positions) {
        /** Of no group. */
        public static final Membership NONE = new Membership("", null);
    }

    /** A consumer of {@code service}, which is not closed with it. */
    public StreamConsumer(StreamService service, Membership membership, Deserializer<K> keys, Deserializer<V> values) {
        this.service = service;
        this.reader = service.read();
        this.group = membership.group();
        GroupPositions positions = membership.positions();
        this.committed = positions == null ? null : new CommittedPositions(service, positions);
        this.keys = keys;
        this.values = values;
    }

    @Override
    public void subscribe(Collection<String> wanted) {
        join(wanted, null);
    }

    @Override
    public void subscribe(Collection<String> wanted, ConsumerRebalanceListener callback) {
        join(wanted, callback);
    }

    private void join(Collection<String> wanted, @Nullable ConsumerRebalanceListener callback) {
        unsubscribe();
        topics = Set.copyOf(wanted);
        listener = callback;
        part = service.join(group, topics);
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        retain(Set.copyOf(partitions));
        assigned.addAll(partitions);
    }

    private void retain(Set<TopicPartition> partitions) {
        for (TopicPartition each : List.copyOf(assigned)) {
            if (!partitions.contains(each)) {
                assigned.remove(each);
                paused.remove(each);
                positions.remove(each);
                ends.remove(each);
                reader.forget(log(each));
            }
        }
    }

    @Override
    public void unsubscribe() {
        StreamGroup joined = part;
        if (joined != null) {
            joined.close();
            part = null;
        }
        topics = Set.of();
        retain(Set.of());
    }

    /** As Kafka's: partitions come and go inside. */
    private void rebalance() {
        StreamGroup joined = part;
        if (joined == null) {
            return;
        }
        Set<TopicPartition> mine = new LinkedHashSet<>();
        joined.mine().forEach(log -> mine.add(new TopicPartition(log.stream(), log.partition())));
        if (mine.equals(assigned)) {
            return;
        }
        List<TopicPartition> gone =
                assigned.stream().filter(each -> !mine.contains(each)).toList();
        List<TopicPartition> come =
                mine.stream().filter(each -> !assigned.contains(each)).toList();
        ConsumerRebalanceListener told = listener;
        if (told != null && !gone.isEmpty()) {
            told.onPartitionsLost(gone); // they may be somebody else's already
        }
        retain(mine);
        assigned.addAll(come);
        if (told != null && !come.isEmpty()) {
            told.onPartitionsAssigned(come);
        }
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        rebalance();
        List<TopicPartition> unplaced =
                assigned.stream().filter(each -> !positions.containsKey(each)).toList();
        boolean isPlaced = unplaced.isEmpty() || place(unplaced);
        Optional<Batch> next = reader.poll(isPlaced || timeout.compareTo(PAUSE) < 0 ? timeout : PAUSE);
        if (next.isEmpty()) {
            return ConsumerRecords.empty();
        }
        Batch batch = next.get();
        TopicPartition partition =
                new TopicPartition(batch.log().stream(), batch.log().partition());
        if (batch.gone()) {
            throw new OffsetOutOfRangeException(Map.of(partition, batch.next()));
        }
        positions.put(partition, batch.next());
        if (batch.entries().isEmpty()) {
            ends.put(partition, batch.next());
        }
        Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new HashMap<>();
        if (!batch.entries().isEmpty()) {
            records.put(partition, records(batch));
        }
        return new ConsumerRecords<>(records, Map.of(partition, new OffsetAndMetadata(batch.next())));
    }

    /**
     * Goes on where the group has committed; false if that cannot be found out now.
     *
     * @throws NoOffsetForPartitionException if it has not committed anything there
     */
    private boolean place(Collection<TopicPartition> unplaced) {
        long now = System.nanoTime();
        if (now - nextPlaceNanos < 0) {
            return false;
        }
        Map<TopicPartition, OffsetAndMetadata> known;
        try {
            known = committed(Set.copyOf(unplaced));
            positionsUnknown = false;
        } catch (RegionUnavailableException | StoreUnavailableException e) {
            nextPlaceNanos = now + PAUSE.toNanos();
            LOG.atLevel(positionsUnknown ? Level.DEBUG : Level.WARN)
                    .addKeyValue("event", "positions-unknown")
                    .addKeyValue("why", e.getMessage())
                    .log("Not reading what was assigned before it is known where to begin; asking again");
            positionsUnknown = true;
            return false;
        }
        known.forEach((partition, position) -> seek(partition, position.offset()));
        List<TopicPartition> without =
                unplaced.stream().filter(each -> !known.containsKey(each)).toList();
        if (!without.isEmpty()) {
            throw new NoOffsetForPartitionException(without);
        }
        return true;
    }

    @Override
    @Nullable
    CommittedPositions committed() {
        return committed;
    }

    private List<ConsumerRecord<K, V>> records(Batch batch) {
        List<ConsumerRecord<K, V>> records = new ArrayList<>(batch.entries().size());
        for (Entry entry : batch.entries()) {
            RawEvent event = entry.event();
            String topic = batch.log().stream();
            Headers headers = RawEvents.headers(event);
            records.add(new ConsumerRecord<>(
                    topic,
                    batch.log().partition(),
                    entry.offset(),
                    event.timestamp(),
                    TimestampType.CREATE_TIME,
                    size(event.key()),
                    size(event.value()),
                    read(keys, topic, headers, event.key()),
                    read(values, topic, headers, event.value()),
                    headers,
                    Optional.empty()));
        }
        return records;
    }

    /** As Kafka's consumer does: null is null, without asking. */
    @SuppressWarnings("NullAway") // Kafka's own way to say that there is no key or value
    private static <T> T read(Deserializer<T> deserializer, String topic, Headers headers, byte @Nullable [] bytes) {
        return bytes == null ? null : deserializer.deserialize(topic, headers, bytes);
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? ConsumerRecord.NULL_SIZE : bytes.length;
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
        reader.seek(log(partition), offset);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> seek(each, 0)); // the oldest that is left
    }

    @Override
    public long position(TopicPartition partition) {
        Long position = positions.get(partition);
        if (position == null) {
            throw new NoOffsetForPartitionException(partition);
        }
        return position;
    }

    /** Known where reading has come to the end of the log, and no further. */
    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        Long end = ends.get(partition);
        Long position = positions.get(partition);
        return end != null && end.equals(position) ? OptionalLong.of(0) : OptionalLong.empty();
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
        partitions.forEach(each -> reader.pause(log(each)));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(Set.copyOf(partitions));
        partitions.forEach(each -> reader.resume(log(each)));
    }

    @Override
    public Set<TopicPartition> paused() {
        return Set.copyOf(paused);
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.copyOf(assigned);
    }

    @Override
    public Set<String> subscription() {
        return topics;
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return IntStream.range(0, service.partitions(topic))
                .mapToObj(i -> new PartitionInfo(topic, i, Node.noNode(), new Node[0], new Node[0]))
                .toList();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return ask(partitions, Extent::start);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return ask(partitions, Extent::end);
    }

    private Map<TopicPartition, Long> ask(Collection<TopicPartition> partitions, ToLongFunction<Extent> what) {
        try {
            SortedMap<LogId, Extent> extents =
                    service.extents(partitions.stream().map(StreamConsumer::log).toList());
            Map<TopicPartition, Long> answers = new HashMap<>();
            partitions.forEach(
                    each -> answers.put(each, what.applyAsLong(Objects.requireNonNull(extents.get(log(each))))));
            return answers;
        } catch (RegionUnavailableException e) {
            throw new TimeoutException(e.getMessage(), e);
        }
    }

    private static LogId log(TopicPartition partition) {
        return new LogId(partition.topic(), partition.partition());
    }

    @Override
    public void wakeup() {
        reader.wakeUp();
    }

    @Override
    public void close() {
        unsubscribe();
        reader.close();
        if (committed != null) {
            committed.close();
        }
        keys.close();
        values.close();
    }

    @Override
    @SuppressWarnings("deprecation") // Kafka's
    public void close(Duration timeout) {
        close();
    }

    @Override
    public void close(CloseOptions option) {
        close();
    }
}
