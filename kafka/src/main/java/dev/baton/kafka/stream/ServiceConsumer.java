package dev.baton.kafka.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * The part of Kafka's {@link Consumer} that a service without committed offsets has nothing to say to: commits are kept beside the token, as
 * hints where to go on; the frontier knows what has taken effect. What Baton never calls fails.
 */
abstract class ServiceConsumer<K, V> implements Consumer<K, V> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Where positions are kept; null where nobody keeps them. */
    abstract @Nullable CommittedPositions committed();

    @Override
    public void commitSync() {
        throw unsupported("commitSync without offsets");
    }

    @Override
    public void commitSync(Duration timeout) {
        throw unsupported("commitSync without offsets");
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, PATIENCE);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        CommittedPositions positions = committed();
        if (positions != null) {
            positions.write(offsets, timeout);
        }
    }

    @Override
    public void commitAsync() {
        throw unsupported("commitAsync without offsets");
    }

    @Override
    public void commitAsync(@Nullable OffsetCommitCallback callback) {
        throw unsupported("commitAsync without offsets");
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        CommittedPositions positions = committed();
        if (positions != null) {
            positions.offer(offsets);
        }
        if (callback != null) {
            callback.onComplete(offsets, null);
        }
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, PATIENCE);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        CommittedPositions positions = committed();
        return positions == null ? new HashMap<>() : positions.of(partitions);
    }

    /** None: who judges a region by them, as a {@code ReplyWatch} does, has no word on it. */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Collections.emptyMap();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    @Override
    public void enforceRebalance() {}

    @Override
    public void enforceRebalance(String reason) {}

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return position(partition);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return beginningOffsets(partitions, Duration.ZERO);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return endOffsets(partitions, Duration.ZERO);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener callback) {
        throw unsupported("subscribe by pattern");
    }

    @Override
    public void subscribe(Pattern pattern) {
        throw unsupported("subscribe by pattern");
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener callback) {
        throw unsupported("subscribe by pattern");
    }

    @Override
    public void subscribe(SubscriptionPattern pattern) {
        throw unsupported("subscribe by pattern");
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        throw unsupported("seekToEnd");
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        throw unsupported("listTopics");
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        throw unsupported("listTopics");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        throw unsupported("offsetsForTimes");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times, Duration timeout) {
        throw unsupported("offsetsForTimes");
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        throw unsupported("groupMetadata");
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw unsupported("clientInstanceId");
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("A consumer of a stream service has no " + what);
    }
}
