package dev.baton.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {

    private static Applied row(String region, long millis) {
        return new Applied(new EventName("e", millis), 0, region, 1, millis * 1_000);
    }

    private static LedgerEntry sent(long sentMillis, long doneMillis, boolean acked) {
        return new LedgerEntry(
                new EventName("e", sentMillis),
                0,
                acked ? Outcome.ACKED : Outcome.FAILED,
                sentMillis * 1_000,
                doneMillis * 1_000);
    }

    @Test
    void shouldFindTheLongestGapInWhateverOrderTheRowsAre() {
        // Given
        List<Applied> rows = List.of(row("r1", 100), row("r2", 900), row("r1", 300), row("r2", 1_000));
        // When
        Timing.Gap gap = Timing.longestGap(rows, Long.MIN_VALUE, Long.MAX_VALUE);
        // Then
        assertThat(gap).isEqualTo(new Timing.Gap(300_000, 600));
    }

    @Test
    void shouldCountAGapThatReachesIntoTheGivenTimeWhole() {
        // Given
        List<Applied> rows = List.of(row("r1", 0), row("r1", 500), row("r1", 600), row("r1", 800));
        // When
        Timing.Gap gap = Timing.longestGap(rows, 550_000, 700_000);
        // Then
        assertThat(gap).isEqualTo(new Timing.Gap(600_000, 200));
    }

    @Test
    void shouldFindNoGapWhereThereIsNothing() {
        assertThat(Timing.longestGap(List.of(), 0, 1)).isEqualTo(new Timing.Gap(0, 0));
    }

    @Test
    void shouldFindTheLongestTimeWithoutAnAcknowledgement() {
        // Given
        List<LedgerEntry> ledger =
                List.of(sent(0, 10, true), sent(5, 20, false), sent(9, 50, true), sent(60, 70, true));
        // When
        Timing.Gap stall = Timing.longestStall(ledger);
        // Then
        assertThat(stall).isEqualTo(new Timing.Gap(10_000, 40));
    }

    @Test
    void shouldCountAStallThatNeverEnded() {
        // Given
        List<LedgerEntry> ledger = List.of(sent(0, 10, true), sent(500, 900, false));
        // When
        Timing.Gap stall = Timing.longestStall(ledger);
        // Then
        assertThat(stall.millis()).isEqualTo(490);
    }

    @Test
    void shouldMeasureToTheFirstEffectOfAnotherRegion() {
        // Given
        List<Applied> rows = List.of(row("r2", 50), row("r1", 150), row("r2", 400), row("r2", 300));
        // When
        var millis = Timing.firstElsewhereMillis(rows, "r1", 100_000);
        // Then
        assertThat(millis).hasValue(200);
    }

    @Test
    void shouldMeasureNothingWhereNoOtherRegionTookOver() {
        assertThat(Timing.firstElsewhereMillis(List.of(row("r1", 150)), "r1", 0))
                .isEmpty();
    }
}
