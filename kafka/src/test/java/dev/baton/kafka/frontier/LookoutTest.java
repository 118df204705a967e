package dev.baton.kafka.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.LogExtent;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LookoutTest {

    private static final LogId LOG = new LogId("flights", 0);
    private static final long PRODUCER = 7;

    private final Queue<Runnable> questions = new ArrayDeque<>();
    private final Frontier frontier = new Frontier();
    private final Lookout lookout = new Lookout(log -> logs(), questions::add, () -> now());
    private long now = 1;
    private long deleted;
    private boolean silent;
    private int looks;

    private long now() {
        return now;
    }

    private Optional<SortedMap<RegionId, LogExtent>> logs() {
        looks++;
        return silent
                ? Optional.empty()
                : Optional.of(new TreeMap<>(
                        Map.of(new RegionId("r1"), new LogExtent(100 * deleted, 100 * deleted + 100, 0))));
    }

    /** An hour passes in which everything in the log is deleted, and the owner is busy. */
    private void anHour() {
        deleted++;
        now += Lookout.INTERVAL_NANOS;
        for (int i = 0; i < 5; i++) {
            lookout.tend(LOG, frontier);
            while (!questions.isEmpty()) {
                questions.remove().run();
            }
        }
    }

    @Test
    void shouldForgetAProducerThatNoLogCanHold() {
        // Given
        frontier.add(PRODUCER, 0);
        lookout.tend(LOG, frontier);
        anHour();
        assertThat(frontier.round().began()).isNotEmpty();
        // When
        anHour();
        anHour();
        assertThat(frontier.producers()).isOne();
        anHour();
        // Then
        assertThat(frontier.producers()).isZero();
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void shouldForgetNothingWhereNobodyAnswers() {
        // Given
        frontier.add(PRODUCER, 0);
        lookout.tend(LOG, frontier);
        silent = true;
        // When
        for (int hour = 0; hour < 10; hour++) {
            anHour();
        }
        // Then
        assertThat(frontier.producers()).isOne();
        assertThat(looks).isEqualTo(10);
    }

    /** The owner before may have looked a moment ago; how long ago, no clock here can tell. */
    @Test
    void shouldNotLookUntilItHasKnownTheRoundForAnHour() {
        // Given
        lookout.tend(LOG, frontier);
        anHour();
        int before = looks;
        now += Lookout.INTERVAL_NANOS - 1;
        Frontier taken = new Frontier();
        taken.look(new TreeMap<>(Map.of(new RegionId("r1"), new LogExtent(0, 1, 0))));
        // When
        lookout.tend(LOG, taken);
        now += Lookout.INTERVAL_NANOS - 1;
        lookout.tend(LOG, taken);
        // Then
        assertThat(questions).isEmpty();
        now++;
        lookout.tend(LOG, taken);
        assertThat(questions).hasSize(1);
        assertThat(looks).isEqualTo(before);
    }

    @Test
    void shouldNeverWaitForAnAnswer() {
        // Given
        lookout.tend(LOG, frontier);
        now += Lookout.INTERVAL_NANOS;
        // When
        lookout.tend(LOG, frontier);
        lookout.tend(LOG, frontier);
        // Then
        assertThat(questions).hasSize(1);
        assertThat(looks).isZero();
        assertThat(frontier.round().began()).isEmpty();
    }
}
