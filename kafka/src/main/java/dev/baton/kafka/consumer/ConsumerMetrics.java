package dev.baton.kafka.consumer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/** What a consumer counts, among Kafka's own metrics and in JMX under {@code baton.consumer}. Safe for use by several threads. */
final class ConsumerMetrics implements AutoCloseable {

    private static final String GROUP = "baton-consumer-metrics";

    private final AtomicLong onlyThere = new AtomicLong();
    private final AtomicLong onlyHere = new AtomicLong();
    private final Metrics metrics;
    private final Map<String, String> tags;

    /** {@code tags} tell one consumer from another. */
    ConsumerMetrics(Map<String, String> tags) {
        this.tags = tags;
        this.metrics = new Metrics(
                new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("baton.consumer"));
        add(
                "events-only-in-active-region-total",
                "events that took effect in the active region and, after the grace period, were not in this region's log",
                onlyThere);
        add(
                "events-only-in-own-region-total",
                "events of this region's log that the active region has passed over",
                onlyHere);
    }

    private void add(String name, String description, AtomicLong value) {
        metrics.addMetric(
                metrics.metricName(name, GROUP, description, tags), (Gauge<Long>) (config, now) -> value.get());
    }

    void differ(long moreOnlyThere, long moreOnlyHere) {
        onlyThere.addAndGet(moreOnlyThere);
        onlyHere.addAndGet(moreOnlyHere);
    }

    Map<MetricName, ? extends Metric> all() {
        return metrics.metrics();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
