package dev.baton.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.config.MonitorConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    @Test
    void shouldTakeNearestRanks() {
        // Given
        List<Duration> durations =
                IntStream.rangeClosed(1, 1_000).mapToObj(Duration::ofMillis).toList();
        // When, Then
        assertThat(Percentiles.of(durations))
                .isEqualTo(new Percentiles(
                        Duration.ofMillis(500),
                        Duration.ofMillis(990),
                        Duration.ofMillis(999),
                        Duration.ofMillis(1_000)));
        assertThat(Percentiles.of(List.of(Duration.ofMillis(3))).p50()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void shouldSuggestTheLeastWhereRegionsAreFast() {
        // When
        Suggestion suggestion = Suggestion.of(List.of(slowest(12), slowest(7)), MonitorConfig.DEFAULT);
        // Then
        assertThat(suggestion.probeTimeout()).isEqualTo(Duration.ofMillis(200));
        assertThat(suggestion.downAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldFollowTheSlowestRegion() {
        // When
        Suggestion suggestion = Suggestion.of(List.of(slowest(12), slowest(610)), MonitorConfig.DEFAULT);
        // Then
        assertThat(suggestion.probeTimeout()).isEqualTo(Duration.ofMillis(1_250));
        assertThat(suggestion.downAfter()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(suggestion.noticedWithin()).isEqualTo(Duration.ofMillis(4_000));
        assertThat(suggestion.reasons())
                .anyMatch(reason -> reason.contains("the slowest probe that was measured (610ms)"));
    }

    private static Percentiles slowest(long millis) {
        return new Percentiles(
                Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(millis));
    }
}
