package dev.baton.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress();

    private static LedgerEntry entry(String producer, long number, Outcome outcome) {
        return new LedgerEntry(new EventName(producer, number), 0, outcome, 0, 0);
    }

    private static Applied row(String producer, long number) {
        return new Applied(new EventName(producer, number), 0, "r1", 1, 0);
    }

    @Test
    void shouldHaveABacklogUntilTheNewestAcknowledgedEventOfEachProducerHasTakenEffect() {
        // Given
        progress.told(entry("p", 4, Outcome.ACKED));
        progress.told(entry("q", 2, Outcome.ACKED));
        Progress.Backlog backlog = progress.backlog();
        progress.took(1, row("p", 4));
        progress.took(2, row("q", 1));
        assertThat(progress.isDone(backlog)).isFalse();
        // When
        progress.took(3, row("q", 2));
        // Then
        assertThat(progress.isDone(backlog)).isTrue();
    }

    @Test
    void shouldNotWaitForWhatWasNotAcknowledgedOrCameLater() {
        // Given
        progress.told(entry("p", 1, Outcome.ACKED));
        progress.told(entry("p", 2, Outcome.FAILED));
        Progress.Backlog backlog = progress.backlog();
        progress.told(entry("p", 3, Outcome.ACKED));
        // When
        progress.took(1, row("p", 1));
        // Then
        assertThat(progress.isDone(backlog)).isTrue();
        assertThat(progress.ackedEvents()).isEqualTo(2);
        assertThat(progress.failedEvents()).isEqualTo(1);
    }

    @Test
    void shouldCountARowThatIsToldAgainOnce() {
        // When
        progress.took(1, row("p", 1));
        progress.took(2, row("p", 2));
        progress.took(1, row("p", 1));
        // Then
        assertThat(progress.takeRecent()).containsExactly(row("p", 1), row("p", 2));
        assertThat(progress.takeRecent()).isEmpty();
        assertThat(progress.position()).isEqualTo(2);
    }
}
