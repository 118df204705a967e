package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.Span;
import dev.baton.spark.source.Backlog.Taken;
import dev.baton.testkit.log.InMemoryRegionLogs;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadBacklogTest {

    private static final LogId FIRST = new LogId("flights", 0);
    private static final LogId SECOND = new LogId("flights", 1);
    private static final long PRODUCER = 7;
    private static final long EPISODE = 4;

    private final InMemoryRegionLogs logs =
            new InMemoryRegionLogs(new RegionId("r1"), List.of(FIRST, SECOND), () -> {});
    private final SortedMap<LogId, DeliveryPositions> order =
            new TreeMap<>(Map.of(FIRST, new DeliveryPositions(List.of()), SECOND, new DeliveryPositions(List.of())));
    private long now;

    private Backlog from(long position, Map<LogId, Long> until) {
        SortedMap<LogId, Long> from = new TreeMap<>(Map.of(FIRST, position, SECOND, position));
        return ReadBacklog.open(logs, order, from, new TreeMap<>(until), this::tick);
    }

    private long tick() {
        now += TimeUnit.SECONDS.toNanos(1);
        return now;
    }

    private void append(LogId log, int count) {
        for (int i = 0; i < count; i++) {
            logs.append(log, PRODUCER, logs.written(log).size());
        }
    }

    @Test
    void shouldTakeOfEachLogItsShareOfWhatIsWanted() {
        // Given
        append(FIRST, 6);
        append(SECOND, 3);
        // When
        Taken taken = from(0, Map.of()).take(6);
        // Then
        assertThat(taken).isEqualTo(new Taken(new TreeMap<>(Map.of(FIRST, 3L, SECOND, 3L)), 6, 0));
    }

    @Test
    void shouldLeaveForTheNextTimeWhatIsTooMuch() {
        // Given
        append(FIRST, 3);
        append(SECOND, 3);
        Backlog backlog = from(0, Map.of());
        // When
        Taken first = backlog.take(2);
        Taken second = backlog.take(100);
        // Then
        assertThat(first).isEqualTo(new Taken(new TreeMap<>(Map.of(FIRST, 1L, SECOND, 1L)), 2, 4));
        assertThat(second).isEqualTo(new Taken(new TreeMap<>(Map.of(FIRST, 3L, SECOND, 3L)), 4, 0));
    }

    @Test
    void shouldTakeNothingWhereNothingHasCome() {
        // Given
        append(FIRST, 4);
        append(SECOND, 4);
        // When
        Taken taken = from(4, Map.of()).take(10);
        // Then
        assertThat(taken).isEqualTo(new Taken(new TreeMap<>(Map.of(FIRST, 4L, SECOND, 4L)), 0, 0));
    }

    @Test
    void shouldTakeAllThatIsBeforeItsEndAndNoMore() {
        // Given
        append(FIRST, 9);
        append(SECOND, 9);
        // When
        Taken taken = from(0, Map.of(FIRST, 7L, SECOND, 1L)).take(100);
        // Then
        assertThat(taken).isEqualTo(new Taken(new TreeMap<>(Map.of(FIRST, 7L, SECOND, 1L)), 8, 0));
    }

    @Test
    void shouldTakeWhatIsLateInASpanWithoutWaitingForAnotherEvent() {
        // Given
        append(FIRST, 2);
        for (int copy = 2; copy < 6; copy++) {
            logs.append(FIRST, PRODUCER, copy, EPISODE);
        }
        order.put(FIRST, new DeliveryPositions(List.of(new Span(0, 6, EPISODE, Map.of()))));
        Backlog backlog = from(0, Map.of());
        // When
        long events = 0;
        Taken taken = backlog.take(2);
        for (int i = 0; i < 10; i++) {
            assertThat(taken.events()).isLessThanOrEqualTo(2);
            events += taken.events();
            taken = backlog.take(2);
        }
        // Then
        assertThat(events).isEqualTo(6);
        assertThat(taken.to()).containsEntry(FIRST, 12L);
    }

    @Test
    void shouldNotTakeForTheEndThatTheRegionGivesNothing() {
        // Given
        Backlog backlog = from(0, Map.of(FIRST, 7L));
        // When
        assertThatThrownBy(() -> backlog.take(100))
                // Then
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("30 s");
    }
}
