package dev.baton.testkit.history;

import static dev.baton.testkit.history.Histories.acked;
import static dev.baton.testkit.history.Histories.ackedAt;
import static dev.baton.testkit.history.Histories.failed;
import static dev.baton.testkit.history.Histories.refused;
import static dev.baton.testkit.history.Histories.row;
import static dev.baton.testkit.history.Histories.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.history.Judgement.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {

    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(1), Duration.ofSeconds(2));

    private static Judgement judge(List<LedgerEntry> ledger, List<Applied> rows) {
        return judge(ledger, rows, 0);
    }

    private static Judgement judge(List<LedgerEntry> ledger, List<Applied> rows, long endMillis) {
        HistoryChecker checker = new HistoryChecker(BOUNDS);
        ledger.forEach(checker::sent);
        rows.forEach(checker::applied);
        return checker.judge(endMillis * 1_000);
    }

    private static Set<Verdict> verdicts(Judgement judgement) {
        Set<Verdict> found = new TreeSet<>();
        judgement.findings().forEach((verdict, finding) -> {
            if (finding.count() > 0) {
                found.add(verdict);
            }
        });
        return found;
    }

    @Test
    void shouldFindNothingInAGoodHistory() {
        // Given
        List<LedgerEntry> ledger =
                List.of(acked(1), acked(2), failed(11), acked(21), failed(12), refused(31), acked(22));
        List<Applied> rows = List.of(row(2, 1, 3), row(1, 1, 4), row(11, 1, 12), row(21, 2, 900), row(22, 2, 901));
        // When
        Judgement judgement = judge(ledger, rows, 5_000);
        // Then
        assertThat(judgement.complaints()).isEmpty();
        assertThat(judgement.produced()).isEqualTo(7);
        assertThat(judgement.acked()).isEqualTo(4);
        assertThat(judgement.failed()).isEqualTo(3);
        assertThat(judgement.refused()).isEqualTo(1);
        assertThat(judgement.applied()).isEqualTo(5);
    }

    @Test
    void shouldFindALostEvent() {
        // When
        Judgement judgement = judge(List.of(acked(1), acked(2), acked(3)), rows(1, 3));
        // Then
        assertThat(judgement.finding(Verdict.LOST)).isEqualTo(new Finding(1, List.of("p-2")));
        assertThat(judgement.complaints()).containsExactly("1 acknowledged events were lost (lost), such as p-2");
    }

    @Test
    void shouldFindARepeatedEffect() {
        // When
        Judgement judgement = judge(List.of(acked(1), acked(2)), rows(1, 2, 1, 1));
        // Then
        assertThat(judgement.finding(Verdict.DUPLICATE)).isEqualTo(new Finding(2, List.of("p-1", "p-1")));
        assertThat(judgement.applied()).isEqualTo(2);
        assertThat(verdicts(judgement)).containsExactly(Verdict.DUPLICATE);
    }

    @Test
    void shouldFindARepeatedEffectOfAFailedSend() {
        assertThat(verdicts(judge(List.of(failed(1)), rows(1, 1)))).containsExactly(Verdict.DUPLICATE);
    }

    @Test
    void shouldFindEveryEventThatCameAfterALaterOneOfItsLog() {
        // When
        Judgement judgement = judge(List.of(acked(1), acked(11), acked(21), acked(31)), rows(1, 31, 11, 21));
        // Then
        assertThat(judgement.finding(Verdict.REORDERED)).isEqualTo(new Finding(2, List.of("p-11", "p-21")));
    }

    @Test
    void shouldNotMindTheOrderAcrossLogsOrProducers() {
        // Given
        LedgerEntry other = new LedgerEntry(new EventName("q", 1), 1, LedgerEntry.Outcome.ACKED, 0, 0);
        List<Applied> rows =
                List.of(row(3, 1, 3), row(12, 1, 12), row(11, 1, 12), new Applied(other.event(), 1, "r1", 1, 12_000));
        // When
        Judgement judgement = judge(List.of(acked(11), acked(12), acked(3), other), rows);
        // Then
        assertThat(judgement.complaints()).isEmpty();
    }

    @Test
    void shouldNotJudgeTheOrderOfFailedSends() {
        assertThat(verdicts(judge(List.of(failed(11), acked(21)), rows(21, 11))))
                .isEmpty();
    }

    @Test
    void shouldFindAnEventThatTookEffectAlthoughItHadBeenRefused() {
        // When
        Judgement judgement = judge(List.of(acked(1), refused(2)), rows(1, 2));
        // Then
        assertThat(judgement.finding(Verdict.RESURRECTED)).isEqualTo(new Finding(1, List.of("p-2")));
    }

    @Test
    void shouldFindAnEffectOfAnEventThatNobodySent() {
        // When
        Judgement judgement = judge(List.of(acked(1)), rows(1, 7));
        // Then
        assertThat(judgement.finding(Verdict.PHANTOM)).isEqualTo(new Finding(1, List.of("p-7")));
        assertThat(judgement.applied()).isEqualTo(1);
    }

    @Test
    void shouldFindAnEffectInALogToWhichTheEventWasNotSent() {
        // Given
        Applied elsewhere = new Applied(new EventName("p", 1), 5, "r1", 1, 1_000);
        // When
        Judgement judgement = judge(List.of(acked(1)), List.of(elsewhere, row(1, 1, 2)));
        // Then
        assertThat(verdicts(judgement)).containsExactly(Verdict.PHANTOM);
    }

    @Test
    void shouldFindAnEffectThatNoProducerHasNamed() {
        // Given
        Applied unnamed = new Applied(EventName.of("something else"), 1, "r1", 1, 1_000);
        // When
        Judgement judgement = judge(List.of(), List.of(unnamed));
        // Then
        assertThat(judgement.finding(Verdict.PHANTOM).examples()).containsExactly("something else");
    }

    @Test
    void shouldFindAPauseAboveTheBound() {
        // Given
        List<LedgerEntry> ledger = List.of(acked(1), ackedAt(2, 500), ackedAt(3, 1_600));
        // When
        Judgement judgement = judge(ledger, List.of(row(1, 1, 5), row(2, 1, 600), row(3, 1, 1_601)));
        // Then
        assertThat(judgement.finding(Verdict.GAP)).isEqualTo(new Finding(1, List.of("1001 ms from 0.6 s on")));
    }

    @Test
    void shouldFindAPauseThatLastedUntilTheLastEventWasSent() {
        // Given
        List<LedgerEntry> ledger = List.of(
                acked(1), new LedgerEntry(new EventName("p", 2), 2, LedgerEntry.Outcome.FAILED, 1_100_000, 1_200_000));
        // When
        Judgement judgement = judge(ledger, rows(1), 9_000);
        // Then
        assertThat(verdicts(judgement)).containsExactly(Verdict.GAP);
    }

    @Test
    void shouldFindAnEffectOfAnOlderTermAfterTheFirstOfANewerOne() {
        // When
        Judgement judgement =
                judge(List.of(acked(1), acked(11), acked(21)), List.of(row(1, 1, 1), row(11, 2, 2), row(21, 1, 3)));
        // Then
        assertThat(judgement.finding(Verdict.SPLIT_BRAIN))
                .isEqualTo(new Finding(1, List.of("p-21 by r1 in term 1, after term 2 in log 1")));
    }

    @Test
    void shouldFindTwoRegionsInOneTerm() {
        // Given
        Applied other = new Applied(new EventName("p", 2), 2, "r2", 1, 2_000);
        // When
        Judgement judgement = judge(List.of(acked(1), acked(2)), List.of(row(1, 1, 1), other));
        // Then
        assertThat(judgement.finding(Verdict.SPLIT_BRAIN))
                .isEqualTo(new Finding(1, List.of("p-2 by r2 in term 1, which was r1's")));
    }

    @Test
    void shouldNotMindThatLogsAreTakenOverOneAfterTheOther() {
        // When
        Judgement judgement =
                judge(List.of(acked(1), acked(2), acked(12)), List.of(row(1, 2, 1), row(2, 1, 2), row(12, 2, 13)));
        // Then
        assertThat(judgement.complaints()).isEmpty();
    }

    @Test
    void shouldFindALogThatStoodStillWhileOthersWentOn() {
        // Given log 1, which does nothing for three seconds although p-11 waits in it
        List<LedgerEntry> ledger = List.of(
                acked(1),
                ackedAt(2, 900),
                ackedAt(11, 999),
                ackedAt(12, 1_800),
                ackedAt(22, 2_500),
                ackedAt(32, 3_400));
        List<Applied> rows = List.of(
                row(1, 1, 2),
                row(2, 1, 950),
                row(12, 1, 1_850),
                row(22, 1, 2_600),
                row(32, 1, 3_500),
                row(11, 1, 4_000));
        // When
        Judgement judgement = judge(ledger, rows);
        // Then
        assertThat(judgement.finding(Verdict.STUCK))
                .isEqualTo(new Finding(1, List.of("log 1 for 3000 ms from 1.0 s on")));
        assertThat(verdicts(judgement)).containsExactly(Verdict.STUCK);
    }

    @Test
    void shouldFindALogThatStoodStillAlthoughAFailedSendWasTheFirstThingToMoveAgain() {
        // Given
        List<LedgerEntry> ledger = List.of(acked(1), failed(11), acked(21));
        // When
        Judgement judgement = judge(ledger, List.of(row(1, 1, 2), row(11, 1, 4_000), row(21, 1, 4_001)));
        // Then
        assertThat(judgement.count(Verdict.STUCK)).isEqualTo(1);
    }

    @Test
    void shouldFindALogThatIsStuckAtTheEnd() {
        // When
        Judgement judgement = judge(List.of(acked(1), acked(11), acked(2)), rows(1), 3_000);
        // Then
        assertThat(judgement.count(Verdict.STUCK)).isEqualTo(2);
        assertThat(verdicts(judgement)).containsExactly(Verdict.LOST, Verdict.STUCK);
    }

    @Test
    void shouldNotMindALogThatHadNothingToDo() {
        // When
        Judgement judgement = judge(
                List.of(acked(1), ackedAt(2, 800), ackedAt(12, 1_700), ackedAt(22, 2_600), ackedAt(11, 3_000)),
                List.of(row(1, 1, 2), row(2, 1, 801), row(12, 1, 1_701), row(22, 1, 2_601), row(11, 1, 3_002)));
        // Then
        assertThat(judgement.complaints()).isEmpty();
    }

    @Test
    void shouldNameTheFirstFewOnly() {
        // When
        Judgement judgement =
                judge(List.of(acked(1), acked(2), acked(3), acked(4), acked(5), acked(6), acked(7)), List.of());
        // Then
        assertThat(judgement.finding(Verdict.LOST))
                .isEqualTo(new Finding(7, List.of("p-1", "p-2", "p-3", "p-4", "p-5")));
    }

    @Test
    void shouldRefuseALedgerThatNamesAnEventTwice() {
        assertThatThrownBy(() -> judge(List.of(acked(1), failed(1)), List.of()))
                .hasMessageContaining("names event p-1 twice");
    }

    @Test
    void shouldRefuseALedgerAfterTheFirstEffect() {
        // Given
        HistoryChecker checker = new HistoryChecker(BOUNDS);
        checker.applied(row(1, 1, 1));
        // Then
        assertThatThrownBy(() -> checker.sent(acked(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Tag("soak")
    void shouldJudgeTenMillionEventsInAQuarterOfAGibibyte() {
        // Given
        int events = 10_000_000;
        HistoryChecker checker = new HistoryChecker(BOUNDS);
        for (int i = 0; i < events; i++) {
            checker.sent(ackedAt(i, i / 10));
        }
        for (int i = 0; i < events; i++) {
            checker.applied(row(i, 1, i / 10 + 5));
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        // When
        long bytes = runtime.totalMemory() - runtime.freeMemory();
        Judgement judgement = checker.judge(0);
        // Then
        assertThat(bytes).isLessThan(256L * 1024 * 1024);
        assertThat(judgement.applied()).isEqualTo(events);
        assertThat(judgement.complaints()).isEmpty();
    }
}
