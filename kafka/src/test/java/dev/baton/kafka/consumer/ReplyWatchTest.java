package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import java.time.Duration;
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
            return Map.of(
                    name("incoming-byte-total"), metric("incoming-byte-total", bytes),
                    name("last-poll-seconds-ago"), metric("last-poll-seconds-ago", polledSecondsAgo));
        }

        private static MetricName name(String name) {
            return new MetricName(name, "consumer-metrics", "", Map.of());
        }

        private static Metric metric(String name, Object value) {
            return new Metric() {
                @Override
                public MetricName metricName() {
                    return name(name);
                }

                @Override
                public Object metricValue() {
                    return value;
                }
            };
        }
    }
}
