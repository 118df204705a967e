package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.spark.source.Backlog.Taken;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Part;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TermPlanTest {

    private static final Home HOME = new Home("r1", "totals", "flights");
    private static final LogId LOG = new LogId("flights", 0);
    private static final BatchOffset BEFORE = BatchOffset.beginning(HOME);

    private final Queue<Taken> looks = new ArrayDeque<>();
    private long minutes;
    private final TermPlan plan = new TermPlan(
            HOME,
            7,
            new TreeMap<>(Map.of(LOG, new TermPlan.Cursor(List.of(), 100))),
            most -> looks.remove(),
            () -> TimeUnit.MINUTES.toNanos(minutes));

    private Optional<BatchOffset> next(long to, long events) {
        looks.add(new Taken(new TreeMap<>(Map.of(LOG, to)), events, 0));
        return plan.next(BEFORE, 10);
    }

    private static Part part(Optional<BatchOffset> batch) {
        return batch.orElseThrow().parts().get(LOG);
    }

    @Test
    void shouldPlanNoBatchWhereNoEventIsAndReadNothingOfThatLater() {
        assertThat(next(130, 0)).isEmpty();
        assertThat(part(next(140, 2))).isEqualTo(new Part(130, 130, 140));
    }

    @Test
    void shouldTakeTheCheckpointAlongOnceAQuietStreamHasRested() {
        // Given
        assertThat(part(next(110, 5))).isEqualTo(new Part(100, 100, 110));
        minutes = 9;
        assertThat(next(110, 0)).isEmpty();
        // When
        minutes = 11;
        Optional<BatchOffset> rest = next(110, 0);
        // Then
        assertThat(part(rest)).isEqualTo(new Part(110, 110, 110));
        minutes = 60;
        assertThat(next(110, 0)).isEmpty();
        assertThat(part(next(120, 0))).isEqualTo(new Part(110, 110, 120));
    }

    @Test
    void shouldKnowWhetherAllIsPlanned() {
        // Given
        var unused = next(110, 5);
        // When, then
        assertThat(plan.hasReached(new TreeMap<>(Map.of(LOG, 110L)))).isTrue();
        assertThat(plan.hasReached(new TreeMap<>(Map.of(LOG, 111L)))).isFalse();
    }
}
