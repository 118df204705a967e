package dev.baton.kafka.consumer;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Opinion;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells how its region serves a consumer of a group: by whether anything comes in. A broker answers each fetch within
 * {@code fetch.max.wait.ms} and each heartbeat at once, so that bytes come also where there are no events. Nothing is done for it on
 * the way of an event. For one thread, which need not be the consumer's.
 *
 * <p>The region is UP while bytes come, DOWN if none have come for the limit, and IDLE if the application does not poll. The lag is what
 * its partitions had yet to be read when each was last read from.
 */
final class ReplyWatch {

    private static final String GROUP = "consumer-metrics";
    private static final String LAG_GROUP = "consumer-fetch-manager-metrics";
    private static final double NANOS_PER_SECOND = 1e9;

    private final RegionId region;
    private final Consumer<?, ?> kafka;
    private final Duration limit;
    private double bytes;
    private boolean asking;
    private long sinceNanos; // when bytes have come or asking has begun, whichever is later

    /** A watch that nothing has been seen by; {@code limit} is longer than the answer to a fetch or the next heartbeat may take. */
    ReplyWatch(RegionId region, Consumer<?, ?> kafka, Duration limit) {
        this.region = region;
        this.kafka = kafka;
        this.limit = limit;
    }

    /** How the region is now. */
    SortedMap<RegionId, Finding> look(long nowNanos) {
        double polledAgo = metric("last-poll-seconds-ago"); // negative before the first poll
        double total = metric("incoming-byte-total");
        boolean asks = polledAgo >= 0 && polledAgo * NANOS_PER_SECOND < limit.toNanos();
        if (total > bytes || !asking) {
            sinceNanos = nowNanos;
        }
        bytes = total;
        asking = asks;
        return new TreeMap<>(Map.of(region, judged(nowNanos - sinceNanos)));
    }

    private Finding judged(long silentNanos) {
        if (!asking || bytes == 0 && silentNanos < limit.toNanos()) {
            return new Finding("IDLE", "");
        }
        return silentNanos < limit.toNanos()
                ? new Finding(Opinion.UP.name(), "", lag())
                : new Finding(
                        Opinion.DOWN.name(),
                        String.format(Locale.ROOT, "nothing has come in for %.1f s", silentNanos / NANOS_PER_SECOND));
    }

    /** Null as long as nothing was read. */
    private @Nullable Long lag() {
        double[] lags = values(LAG_GROUP, "records-lag").filter(lag -> lag >= 0).toArray();
        return lags.length == 0 ? null : Math.round(Arrays.stream(lags).sum());
    }

    private double metric(String name) {
        return values(GROUP, name).max().orElse(-1);
    }

    private DoubleStream values(String group, String name) {
        return kafka.metrics().entrySet().stream()
                .filter(each -> each.getKey().group().equals(group)
                        && each.getKey().name().equals(name))
                .map(each -> each.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue());
    }
}
