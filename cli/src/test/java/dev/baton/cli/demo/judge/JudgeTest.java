package dev.baton.cli.demo.judge;

import static dev.baton.cli.demo.judge.Histories.acked;
import static dev.baton.cli.demo.judge.Histories.failed;
import static dev.baton.cli.demo.judge.Histories.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {

    @Test
    void shouldFindNothingWhereEveryAcknowledgedEventWasAppliedOnceAndInOrder() {
        // Given
        List<LedgerEntry> ledger = List.of(acked(1), acked(2), acked(11), failed(21), acked(31));
        // When
        Verdict verdict = Judge.judge(ledger, rows(2, 1, 11, 31));
        // Then
        assertThat(verdict.complaints()).isEmpty();
        assertThat(verdict.produced()).isEqualTo(5);
        assertThat(verdict.acked()).isEqualTo(4);
        assertThat(verdict.failed()).isEqualTo(1);
        assertThat(verdict.applied()).isEqualTo(4);
    }

    @Test
    void shouldFindALostEvent() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1), acked(2), acked(3)), rows(1, 3));
        // Then
        assertThat(verdict.lost()).isEqualTo(new Verdict.Finding(1, List.of("e2")));
        assertThat(verdict.complaints()).containsExactly("1 acknowledged events were lost, such as e2");
    }

    @Test
    void shouldFindARepeatedEffect() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1), acked(2)), rows(1, 2, 1, 1));
        // Then
        assertThat(verdict.duplicates()).isEqualTo(new Verdict.Finding(2, List.of("e1", "e1")));
        assertThat(verdict.applied()).isEqualTo(2);
        assertThat(verdict.reordered().count()).isZero();
    }

    @Test
    void shouldFindARepeatedEffectOfAFailedSend() {
        // When
        Verdict verdict = Judge.judge(List.of(failed(1)), rows(1, 1));
        // Then
        assertThat(verdict.duplicates().count()).isEqualTo(1);
    }

    @Test
    void shouldFindEveryEventThatCameAfterALaterOneOfItsPartition() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1), acked(11), acked(21), acked(31)), rows(1, 31, 11, 21));
        // Then
        assertThat(verdict.reordered()).isEqualTo(new Verdict.Finding(2, List.of("e11", "e21")));
    }

    @Test
    void shouldNotMindTheOrderAcrossPartitions() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1), acked(2), acked(3)), rows(3, 2, 1));
        // Then
        assertThat(verdict.complaints()).isEmpty();
    }

    @Test
    void shouldNotJudgeTheOrderOfFailedSends() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1), failed(11), acked(21)), rows(21, 11));
        // Then
        assertThat(verdict.reordered().count()).isZero();
        assertThat(verdict.lost().count()).isEqualTo(1);
    }

    @Test
    void shouldFindAnEffectOfAnEventThatNobodySent() {
        // When
        Verdict verdict = Judge.judge(List.of(acked(1)), rows(1, 7));
        // Then
        assertThat(verdict.phantoms()).isEqualTo(new Verdict.Finding(1, List.of("e7")));
        assertThat(verdict.applied()).isEqualTo(1);
    }

    @Test
    void shouldNameTheFirstFewOnly() {
        // When
        Verdict verdict =
                Judge.judge(List.of(acked(1), acked(2), acked(3), acked(4), acked(5), acked(6), acked(7)), List.of());
        // Then
        assertThat(verdict.lost()).isEqualTo(new Verdict.Finding(7, List.of("e1", "e2", "e3", "e4", "e5")));
    }

    @Test
    void shouldRefuseALedgerThatNamesAnEventTwice() {
        assertThatThrownBy(() -> Judge.judge(List.of(acked(1), failed(1)), List.of()))
                .hasMessageContaining("names event e1 twice");
    }

    @Test
    void shouldCountTheAcknowledgedEventsThatALogLacks() {
        // When
        long missing = Judge.missing(List.of(acked(1), acked(2), failed(3), acked(4)), Set.of("e1", "e9"));
        // Then
        assertThat(missing).isEqualTo(2);
    }
}
