package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.LogExtent;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.spark.Applied;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FrontiersTest {

    private static final LogId LOG = new LogId("flights", 0);
    private static final SortedSet<LogId> LOGS = new TreeSet<>(Set.of(LOG));
    private static final Term TERM = new Term(3);

    private final InMemoryFrontierStore sink = new InMemoryFrontierStore();
    private final Frontier stored = sink.stored;
    private final Frontiers frontiers = new Frontiers(sink, new Lookout(log -> logs(), Runnable::run, () -> now()));
    private long hours = 1;

    private long now() {
        return TimeUnit.HOURS.toNanos(hours);
    }

    /** In each hour, everything that was in the log before has gone. */
    private Optional<SortedMap<RegionId, LogExtent>> logs() {
        return Optional.of(new TreeMap<>(Map.of(new RegionId("r1"), new LogExtent(100 * hours, 100 * hours + 100, 0))));
    }

    /** Batches of an hour. */
    private void anHour() {
        hours++;
        for (int batch = 0; batch < 4; batch++) {
            frontiers.refresh(LOGS);
            frontiers.tend(TERM);
        }
    }

    @Test
    void shouldLetTheSinkForgetAProducerThatNoLogCanHold() {
        // Given
        stored.add(7, 0);
        frontiers.claim(LOGS, TERM);
        for (int hour = 0; hour < 4; hour++) {
            anHour();
        }
        assertThat(stored.producers()).isOne();
        // When
        anHour();
        // Then
        assertThat(stored.producers()).isZero();
        assertThat(frontiers.effective(LOG).producers()).isZero();
        assertThat(frontiers.hasProgress()).isTrue();
    }

    @Test
    void shouldKnowASinkThatWasPutBackOrIsAnother() {
        // Given
        stored.addRange(7, 0, 10);
        frontiers.claim(LOGS, TERM);
        // When, then
        assertThat(frontiers.hasLost(LOG, new Applied(0, 10))).isFalse();
        assertThat(frontiers.hasLost(LOG, new Applied(0, 11))).isTrue();
        assertThat(frontiers.hasLost(LOG, new Applied(1, 0))).isTrue();
    }

    @Test
    void shouldNotTakeWhatWasForgottenForASinkThatWasPutBack() {
        // Given
        stored.addRange(7, 0, 10);
        frontiers.claim(LOGS, TERM);
        // When
        for (int hour = 0; hour < 5; hour++) {
            anHour();
        }
        // Then
        assertThat(frontiers.effective(LOG).events()).isZero();
        assertThat(frontiers.hasLost(LOG, new Applied(0, 10))).isFalse();
    }

    @Test
    void shouldLetTheSinkKeepAProducerThatGoesOn() {
        // Given
        frontiers.claim(LOGS, TERM);
        // When
        for (int hour = 0; hour < 10; hour++) {
            stored.add(7, hour);
            anHour();
        }
        // Then
        assertThat(frontiers.effective(LOG).contains(7, 0)).isTrue();
    }

    @Test
    void shouldAskAgainASinkThatHasClosedItsConnectionBetweenTwoBatches() {
        // Given
        stored.add(7, 0);
        sink.failures = 1;
        // When
        frontiers.refresh(LOGS);
        // Then
        assertThat(frontiers.effective(LOG).contains(7, 0)).isTrue();
        sink.failures = 2;
        assertThatThrownBy(() -> frontiers.refresh(LOGS)).isInstanceOf(StoreUnavailableException.class);
    }
}
