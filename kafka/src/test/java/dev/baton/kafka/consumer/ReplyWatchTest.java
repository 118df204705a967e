package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class ReplyWatchTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final long LIMIT = Duration.ofSeconds(3).toNanos();

    private final ReplyWatch replies = new ReplyWatch(R1, new Metered(), Duration.ofNanos(LIMIT));
    private long now = Long.MAX_VALUE - LIMIT / 2; // a monotonic clock may wrap
    private double bytes;
    private double polledSecondsAgo = -1;
    private List<Double> lags = List.of();

    @Test
    void shouldSayNothingBeforeTheFirstPoll() {
        assertThat(word()).isEqualTo("IDLE");
        now += 10 * LIMIT;
        assertThat(word()).isEqualTo("IDLE");
    }

    @Test
    void shouldBeServedAsLongAsBytesCome() {
        // Given
        polledSecondsAgo = 0;
        word();
        for (int i = 0; i < 10; i++) {
            now += LIMIT - 1;
            bytes++;
            // When, Then
            assertThat(word()).isEqualTo("UP");
        }
    }

    @Test
    void shouldSayThatNothingComes() {
        // Given
        polledSecondsAgo = 0;
        bytes = 7;
        word();
        // When
        now += LIMIT - 1;
        String before = word();
        now++;
        // Then
        assertThat(before).isEqualTo("UP");
        assertThat(finding()).isEqualTo(new Finding("DOWN", "nothing has come in for 3.0 s"));
        bytes++;
        assertThat(word()).isEqualTo("UP");
    }

    @Test
    void shouldSayThatNothingHasEverCome() {
        // Given
        polledSecondsAgo = 0;
        bytes = 0;
        // When, Then
        assertThat(word()).isEqualTo("IDLE");
        now += LIMIT;
        assertThat(word()).isEqualTo("DOWN");
    }

    /** Who does not poll asks for nothing; silence counts from when it asks again. */
    @Test
    void shouldNotBlameTheRegionForAnApplicationThatDoesNotPoll() {
        // Given
        polledSecondsAgo = 0;
        bytes = 7;
        word();
        // When
        polledSecondsAgo = 60;
        now += 10 * LIMIT;
        String away = word();
        polledSecondsAgo = 0;
        String back = word();
        now += LIMIT;
        // Then
        assertThat(away).isEqualTo("IDLE");
        assertThat(back).isEqualTo("UP");
        assertThat(word()).isEqualTo("DOWN");
    }

    @Test
    void shouldTellHowMuchOfItsPartitionsIsYetToBeRead() {
        // Given
        polledSecondsAgo = 0;
        bytes = 7;
        // When
        Finding before = finding();
        lags = List.of(3.0, 4.0, Double.NaN); // of the last, nothing was read yet
        Finding after = finding();
        // Then
        assertThat(before).isEqualTo(new Finding("UP", ""));
        assertThat(after).isEqualTo(new Finding("UP", "", 7L));
    }

    private String word() {
        return finding().word();
    }

    private Finding finding() {
        return Objects.requireNonNull(replies.look(now).get(R1));
    }

    /** A consumer whose metrics are what the test says. */
    private final class Metered extends MockConsumer<String, String> {

        Metered() {
            super("earliest");
        }

        @Override
        public synchronized Map<MetricName, ? extends Metric> metrics() {
            Map<MetricName, Metric> metrics = new HashMap<>();
            put(metrics, name("incoming-byte-total"), bytes);
            put(metrics, name("last-poll-seconds-ago"), polledSecondsAgo);
            for (int partition = 0; partition < lags.size(); partition++) {
                Map<String, String> tags = Map.of("partition", Integer.toString(partition));
                put(
                        metrics,
                        new MetricName("records-lag", "consumer-fetch-manager-metrics", "", tags),
                        lags.get(partition));
            }
            return metrics;
        }

        private static MetricName name(String name) {
            return new MetricName(name, "consumer-metrics", "", Map.of());
        }

        private static void put(Map<MetricName, Metric> metrics, MetricName name, Object value) {
            metrics.put(name, metric(name, value));
        }

        private static Metric metric(MetricName name, Object value) {
            return new Metric() {
                @Override
                public MetricName metricName() {
                    return name;
                }

                @Override
                public Object metricValue() {
                    return value;
                }
            };
        }
    }
}
