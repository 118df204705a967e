package dev.baton.kafka.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/** The part of Kafka's {@link Consumer} that one region can answer for itself, and the part that no region can. */
abstract class RegionConsumer<K, V> implements Consumer<K, V> {

    /** The region's own consumer. */
    abstract Consumer<K, V> kafka();

    @Override
    public void unsubscribe() {
        kafka().unsubscribe();
    }

    @Override
    public Set<TopicPartition> assignment() {
        return kafka().assignment();
    }

    @Override
    public Set<String> subscription() {
        return kafka().subscription();
    }

    /** Where this group would start reading in this region; only a hint, since what has taken effect the frontier knows. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return kafka().committed(partitions);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return kafka().committed(partitions, timeout);
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return kafka().clientInstanceId(timeout);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return kafka().metrics();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        kafka().registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        kafka().unregisterMetricFromSubscription(metric);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return kafka().partitionsFor(topic);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return kafka().partitionsFor(topic, timeout);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        return kafka().listTopics();
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return kafka().listTopics(timeout);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        return kafka().offsetsForTimes(times);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times, Duration timeout) {
        return kafka().offsetsForTimes(times, timeout);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return kafka().beginningOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return kafka().beginningOffsets(partitions, timeout);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return kafka().endOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return kafka().endOffsets(partitions, timeout);
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        return kafka().currentLag(partition);
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return kafka().groupMetadata();
    }

    @Override
    public void enforceRebalance() {
        kafka().enforceRebalance();
    }

    @Override
    public void enforceRebalance(String reason) {
        kafka().enforceRebalance(reason);
    }

    @Override
    public void wakeup() {
        kafka().wakeup();
    }

    /** Always fails: which streams there are is configured, the same in every region. */
    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener callback) {
        throw unsupported("subscribe by pattern", "name the streams");
    }

    /** Always fails, as {@link #subscribe(Pattern, ConsumerRebalanceListener)}. */
    @Override
    public void subscribe(Pattern pattern) {
        throw unsupported("subscribe by pattern", "name the streams");
    }

    /** Always fails, as {@link #subscribe(Pattern, ConsumerRebalanceListener)}. */
    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener callback) {
        throw unsupported("subscribe by pattern", "name the streams");
    }

    /** Always fails, as {@link #subscribe(Pattern, ConsumerRebalanceListener)}. */
    @Override
    public void subscribe(SubscriptionPattern pattern) {
        throw unsupported("subscribe by pattern", "name the streams");
    }

    /** Always fails: an offset means nothing in another region. */
    @Override
    public void seek(TopicPartition partition, long offset) {
        throw unsupported("seek by offset", "positions are event ids, and what has taken effect is not given again");
    }

    /** Always fails, as {@link #seek(TopicPartition, long)}. */
    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    /** Always fails, as {@link #seek(TopicPartition, long)}. */
    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        throw unsupported("seekToBeginning", "what has taken effect is not given again; use another group");
    }

    /** Always fails, as {@link #seek(TopicPartition, long)}. */
    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        throw unsupported("seekToEnd", "it would skip events");
    }

    private static UnsupportedOperationException unsupported(String what, String why) {
        return new UnsupportedOperationException("BatonConsumer has no " + what + ": " + why);
    }
}
