package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a frontier forgets a producer; whether it may is checked in {@link ForgettingModelTest}. */
class RoundTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final long OLD = 1;
    private static final long BUSY = 2;

    private final Frontier frontier = new Frontier();

    /** Both regions hold the same. */
    private static SortedMap<RegionId, LogExtent> hold(long start, long end) {
        return logs(new LogExtent(start, end, 0), new LogExtent(start, end, 0));
    }

    private static SortedMap<RegionId, LogExtent> logs(LogExtent r1, LogExtent r2) {
        return new TreeMap<>(Map.of(R1, r1, R2, r2));
    }

    private boolean knows(long producer) {
        return frontier.contains(producer, 0);
    }

    @Test
    void shouldForgetAProducerAfterThreeRoundsInWhichItDidNotGrow() {
        // Given
        frontier.add(OLD, 0);
        frontier.addRange(BUSY, 0, 2);
        frontier.addRange(BUSY, 3, 4);
        frontier.look(hold(0, 100));
        for (int round = 1; round <= 2; round++) {
            frontier.look(hold(100L * round, 100L * round + 100));
            frontier.add(BUSY, 3 + round);
            assertThat(knows(OLD)).as("after round %s", round).isTrue();
        }
        // When
        frontier.look(hold(300, 400));
        // Then
        assertThat(knows(OLD)).isFalse();
        assertThat(frontier.intervals(BUSY)).containsExactly(0, 2, 3, 6);
        assertThat(frontier.producers()).isEqualTo(1);
        assertThat(frontier.round().number()).isEqualTo(3);
    }

    @Test
    void shouldNotEndARoundWhileOneRegionHoldsWhatItHeldAtTheBeginning() {
        // Given
        frontier.look(hold(0, 100));
        // When
        frontier.look(logs(new LogExtent(100, 300, 0), new LogExtent(99, 300, 0)));
        frontier.look(logs(new LogExtent(99, 300, 0), new LogExtent(100, 300, 0)));
        // Then
        assertThat(frontier.round()).isEqualTo(new Round(0, hold(0, 100)));
    }

    /** Copies of old events stand after the end that the round began with. */
    @Test
    void shouldBeginARoundAgainAfterACatchUp() {
        // Given
        frontier.look(hold(0, 100));
        // When
        SortedMap<RegionId, LogExtent> now = logs(new LogExtent(200, 300, 0), new LogExtent(200, 400, 1));
        frontier.look(now);
        // Then
        assertThat(frontier.round()).isEqualTo(new Round(0, now));
    }

    @Test
    void shouldBeginARoundAgainIfALogWasReplaced() {
        // Given
        frontier.look(hold(0, 100));
        // When
        frontier.look(hold(0, 99));
        // Then
        assertThat(frontier.round()).isEqualTo(new Round(0, hold(0, 99)));
    }

    @Test
    void shouldBeginARoundAgainIfARegionHasComeOrGone() {
        // Given
        frontier.look(new TreeMap<>(Map.of(R1, new LogExtent(0, 100, 0))));
        // When
        frontier.look(hold(200, 300));
        // Then
        assertThat(frontier.round()).isEqualTo(new Round(0, hold(200, 300)));
    }

    @Test
    void shouldForgetWithAnotherThatHasSeenMoreRoundsEnd() {
        // Given
        frontier.add(OLD, 0);
        frontier.add(BUSY, 0);
        Frontier ahead = frontier.copy();
        for (int round = 0; round <= 3; round++) {
            ahead.look(hold(100L * round, 100L * round + 100));
        }
        ahead.addRange(BUSY, 0, 5);
        assertThat(ahead.covers(frontier)).isTrue();
        // When
        frontier.addAll(ahead);
        // Then
        assertThat(knows(OLD)).isFalse();
        assertThat(frontier.intervals(BUSY)).containsExactly(0, 5);
        assertThat(frontier.round()).isEqualTo(ahead.round());
    }

    @Test
    void shouldNotTakeFromAnotherWhatItCouldHaveForgotten() {
        // Given
        Frontier behind = new Frontier();
        behind.add(OLD, 0);
        for (int round = 0; round <= 3; round++) {
            frontier.look(hold(100L * round, 100L * round + 100));
        }
        // When
        frontier.addAll(behind);
        // Then
        assertThat(frontier.producers()).isZero();
        assertThat(frontier.covers(behind)).isTrue();
        assertThat(behind.covers(frontier)).isTrue();
        assertThat(frontier).isNotEqualTo(behind);
    }

    /** Two consumers of one log, of which one has seen the producer later. */
    @Test
    void shouldTakeTheYoungerAgeOfTwo() {
        // Given
        frontier.add(OLD, 0);
        Frontier other = frontier.copy();
        for (int round = 0; round <= 2; round++) {
            frontier.look(hold(100L * round, 100L * round + 100));
            other.look(hold(100L * round, 100L * round + 100));
        }
        other.add(OLD, 1);
        // When
        frontier.addAll(other);
        other.addAll(frontier);
        // Then
        frontier.look(hold(300, 400));
        other.look(hold(300, 400));
        assertThat(knows(OLD)).isTrue();
        assertThat(other).isEqualTo(frontier);
    }

    @Test
    void shouldMissWhatALaggingCopyHasLost() {
        // Given
        frontier.look(hold(0, 100));
        frontier.look(hold(100, 200));
        Frontier lagging = frontier.copy();
        frontier.add(BUSY, 0);
        frontier.look(hold(200, 300));
        // When, Then
        assertThat(lagging.covers(frontier)).isFalse();
    }
}
