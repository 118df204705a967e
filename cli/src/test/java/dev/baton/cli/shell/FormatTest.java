package dev.baton.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0 s ago",
        "59, 59 s ago",
        "60, 1 minute ago",
        "7199, 1 hour ago",
        "7200, 2 hours ago",
        "172800, 2 days ago",
        "-5, 0 s ago"
    })
    void shouldSayHowLongAgo(long seconds, String text) {
        assertThat(Format.time(NOW.minusSeconds(seconds), NOW)).endsWith(" (" + text + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1536, 1.5 KiB",
        "12897484, 12.3 MiB",
        "5368709120, 5.0 GiB",
        "2199023255552, 2.0 TiB"
    })
    void shouldShowBytes(long bytes, String text) {
        assertThat(Format.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "119, 119 s", "120, 2 min", "7199, 120 min", "12600, 3.5 h"})
    void shouldShowWhatIsOnlyEstimated(long seconds, String text) {
        assertThat(Format.about(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void shouldShowDurationsAndNumbers() {
        assertThat(Format.duration(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Format.duration(Duration.ofMillis(1650))).isEqualTo("1.65 s");
        assertThat(Format.count(1, "event")).isEqualTo("1 event");
        assertThat(Format.count(20_000, "event")).isEqualTo("20,000 events");
    }
}
