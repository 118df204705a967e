package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.testkit.log.InMemoryRegionLogs;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private static final LogId FIRST = new LogId("flights", 0);
    private static final LogId SECOND = new LogId("flights", 1);

    private final InMemoryRegionLogs logs =
            new InMemoryRegionLogs(new RegionId("r1"), List.of(FIRST, SECOND), () -> {});
    private long now;

    private ReadAhead from(long offset, Map<LogId, Long> until) {
        SortedMap<LogId, Long> from = new TreeMap<>(Map.of(FIRST, offset, SECOND, offset));
        return new ReadAhead(logs.read(from), from, new TreeMap<>(until), this::tick);
    }

    private long tick() {
        now += TimeUnit.SECONDS.toNanos(1);
        return now;
    }

    private void append(LogId log, int count) {
        for (int i = 0; i < count; i++) {
            logs.append(log, 7, logs.written(log).size());
        }
    }

    @Test
    void shouldGiveOfEachLogItsShareOfWhatIsWanted() {
        // Given
        append(FIRST, 6);
        append(SECOND, 3);
        ReadAhead ahead = from(0, Map.of());
        // When
        SortedMap<LogId, Long> offsets = ahead.look(6);
        // Then
        assertThat(offsets).isEqualTo(Map.of(FIRST, 3L, SECOND, 3L));
        assertThat(ahead.events(1_000)).isEqualTo(6);
        assertThat(ahead.beyond()).isZero();
    }

    @Test
    void shouldKeepForTheNextLookWhatIsTooMuch() {
        // Given
        append(FIRST, 3);
        append(SECOND, 3);
        ReadAhead ahead = from(0, Map.of());
        // When
        SortedMap<LogId, Long> first = new TreeMap<>(ahead.look(2));
        long beyond = ahead.beyond();
        SortedMap<LogId, Long> second = ahead.look(100);
        // Then
        assertThat(first).isEqualTo(Map.of(FIRST, 1L, SECOND, 1L));
        assertThat(beyond).isEqualTo(4);
        assertThat(second).isEqualTo(Map.of(FIRST, 3L, SECOND, 3L));
        assertThat(ahead.events(0)).isEqualTo(4);
    }

    @Test
    void shouldGiveNothingWhereNothingHasCome() {
        // Given
        append(FIRST, 4);
        append(SECOND, 4);
        ReadAhead ahead = from(4, Map.of());
        // When
        SortedMap<LogId, Long> offsets = ahead.look(10);
        // Then
        assertThat(ahead.events(99)).isZero();
        assertThat(offsets.get(FIRST)).isEqualTo(4);
    }

    @Test
    void shouldGiveAllThatIsBeforeItsEndAndNoMore() {
        // Given
        append(FIRST, 9);
        append(SECOND, 9);
        ReadAhead ahead = from(0, Map.of(FIRST, 7L, SECOND, 1L));
        // When
        SortedMap<LogId, Long> offsets = ahead.look(100);
        // Then
        assertThat(offsets).isEqualTo(Map.of(FIRST, 7L, SECOND, 1L));
        assertThat(ahead.events(0)).isEqualTo(8);
    }

    @Test
    void shouldNotTakeForTheEndThatTheRegionGivesNothing() {
        // Given
        ReadAhead ahead = from(0, Map.of(FIRST, 7L));
        // When
        assertThatThrownBy(() -> ahead.look(100))
                // Then
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("30 s")
                .hasMessageContaining("flights-0=7");
    }
}
