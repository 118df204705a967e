package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.spark.Applied;
import dev.baton.spark.source.Backlog.Taken;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Known;
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

    private static final Home HOME = new Home("r1", "totals", "flights", "topic-1");
    private static final LogId LOG = new LogId("flights", 0);
    private static final BatchOffset BEFORE =
            BatchOffset.beginning(HOME).next(HOME, 6, new TreeMap<>(Map.of(LOG, of(90, 100, 0))));

    private final Queue<Taken> looks = new ArrayDeque<>();
    private final InMemoryFrontierStore sink = new InMemoryFrontierStore();
    private long minutes;
    private final TermPlan plan = new TermPlan(
            HOME,
            7,
            new TreeMap<>(Map.of(LOG, new TermPlan.Cursor(List.of(), 100, 105))),
            most -> looks.remove(),
            new Frontiers(sink, new Lookout(log -> Optional.empty(), Runnable::run, () -> 0)),
            () -> TimeUnit.MINUTES.toNanos(minutes));

    private Optional<BatchOffset> next(long to, long events) {
        looks.add(new Taken(new TreeMap<>(Map.of(LOG, to)), events, 0));
        return plan.next(BEFORE, 10);
    }

    private static Part part(Optional<BatchOffset> batch) {
        return batch.orElseThrow().parts().get(LOG);
    }

    private static Part of(long from, long to, long events) {
        return new Part(from, from, to, new Known(105, new Applied(0, events)));
    }

    @Test
    void shouldPlanNoBatchWhereNoEventIsAndReadNothingOfThatLater() {
        assertThat(next(130, 0)).isEmpty();
        assertThat(part(next(140, 2))).isEqualTo(of(130, 140, 0));
    }

    @Test
    void shouldTakeTheCheckpointAlongOnceAQuietStreamHasRested() {
        // Given
        assertThat(part(next(110, 5))).isEqualTo(of(100, 110, 0));
        minutes = 9;
        assertThat(next(110, 0)).isEmpty();
        // When
        minutes = 11;
        Optional<BatchOffset> rest = next(110, 0);
        // Then
        assertThat(part(rest)).isEqualTo(of(110, 110, 0));
        minutes = 60;
        assertThat(next(110, 0)).isEmpty();
        assertThat(part(next(120, 0))).isEqualTo(of(110, 120, 0));
    }

    @Test
    void shouldKnowWhetherAllIsPlanned() {
        // Given
        var unused = next(110, 5);
        // When, then
        assertThat(plan.hasReached(new TreeMap<>(Map.of(LOG, 110L)))).isTrue();
        assertThat(plan.hasReached(new TreeMap<>(Map.of(LOG, 111L)))).isFalse();
    }

    @Test
    void shouldNoteWhatHasTakenEffectOnceAllBeforeTheBatchHas() {
        // Given
        var unused = next(110, 5);
        // When
        sink.stored.addRange(7, 0, 5);
        // Then
        assertThat(part(next(120, 5))).isEqualTo(of(110, 120, 5));
    }

    @Test
    void shouldPlanABatchOfNoEventsWhereAQueryBeginsAsItWouldBeginElsewhereNextTime() {
        // Given
        looks.add(new Taken(new TreeMap<>(Map.of(LOG, 100L)), 0, 0));
        // When
        Optional<BatchOffset> first = plan.next(BatchOffset.beginning(HOME), 10);
        // Then
        assertThat(part(first)).isEqualTo(of(100, 100, 0));
        looks.add(new Taken(new TreeMap<>(Map.of(LOG, 100L)), 0, 0));
        assertThat(plan.next(first.orElseThrow(), 10)).isEmpty();
    }

    @Test
    void shouldPlanNothingAnyMoreOnceTheStreamHasMorePartitions() {
        // Given
        assertThat(plan.isOutgrown()).isFalse();
        // When
        looks.add(new Taken(new TreeMap<>(Map.of(LOG, 110L, new LogId("flights", 1), 3L)), 5, 0));
        // Then
        assertThat(plan.next(BEFORE, 10)).isEmpty();
        assertThat(plan.isOutgrown()).isTrue();
    }
}
