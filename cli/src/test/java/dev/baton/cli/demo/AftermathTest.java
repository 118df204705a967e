package dev.baton.cli.demo;

import static dev.baton.cli.demo.Runs.R1;
import static dev.baton.cli.demo.Runs.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.Act.Deed;
import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AftermathTest {

    @Test
    void shouldMeasureCatchUpAndFailback() {
        // When
        Report report = Runs.failback().report();
        // Then
        assertThat(report.complaints()).isEmpty();
        assertThat(report.comebacks()).singleElement().satisfies(comeback -> {
            assertThat(comeback.copied()).hasValue(400);
            assertThat(comeback.inSyncMillis()).hasValue(4_000);
        });
        assertThat(report.failbackPauseMillis()).hasValue(160);
        assertThat(report.switchoverPauseMillis()).isEmpty();
        assertThat(report.regions().get("r1").onlyHere()).hasValue(0);
    }

    @Test
    void shouldCallItASwitchoverIfNobodyAskedForAFailback() {
        // Given
        Runs run = new Runs()
                .flow(0, 1_000, R1)
                .act(1_000, Deed.SWITCHOVER, R2)
                .handOver(R2, 1_005, 1_100)
                .flow(1_150, 3_000, R2);
        // When
        Report report = run.report();
        // Then
        assertThat(report.switchoverPauseMillis()).hasValue(160);
        assertThat(report.failbackPauseMillis()).isEmpty();
    }

    @Test
    void shouldComplainIfARegionThatIsBackIsNotWhole() {
        // Given
        Runs run = Runs.failover()
                .act(5_000, Deed.RESTORE, R1)
                .flow(5_000, 10_000, R2)
                .token(7_000, before -> before.beginCatchUp(R1, before.audit()))
                .log(R1, 300)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints())
                .containsExactly("r1 was brought back and is CATCHING_UP, not IN_SYNC, at the end");
        assertThat(report.comebacks()).singleElement().satisfies(comeback -> {
            assertThat(comeback.copied()).isEmpty();
            assertThat(comeback.inSyncMillis()).isEmpty();
        });
        assertThat(report.regions().get("r2").onlyHere()).hasValue(300);
    }

    @Test
    void shouldComplainIfLogsDifferAlthoughEveryRegionIsInSync() {
        // Given
        Runs run = Runs.failback();
        run.ledger.add(new LedgerEntry(new EventName("e", 99_999), 0, Outcome.FAILED, 0, 0));
        // When
        Report report = run.log(R1, 0).log(R2, 1).report();
        // Then
        assertThat(report.complaints())
                .containsExactly("1 events are in the log of r1 only, though every region is IN_SYNC");
    }

    @Test
    void shouldComplainIfTheComparisonFindsADifference() {
        // When
        Report report = Runs.failback().compared(0, 7, 2).report();
        // Then
        assertThat(report.complaints())
                .containsExactly(
                        "'baton verify' finds that r1 lacks 0 events and has 2 out of order, though every region is"
                                + " IN_SYNC");
    }

    @Test
    void shouldComplainIfTheFailbackFails() {
        // Given
        Runs run = Runs.failover()
                .home()
                .act(5_000, Deed.RESTORE, R1)
                .failback(5_200, "baton: r1 is gone")
                .flow(5_000, 10_000, R2)
                .catchUpR1(7_000, 9_000)
                .log(R1, 0)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints()).containsExactly("the failback to r1 has failed: baton: r1 is gone");
        assertThat(report.failbackPauseMillis()).isEmpty();
    }

    @Test
    void shouldComplainIfTheBatonDoesNotComeHome() {
        // Given
        Runs run = Runs.failover()
                .home()
                .act(5_000, Deed.RESTORE, R1)
                .flow(5_000, 10_000, R2)
                .catchUpR1(7_000, 9_000)
                .log(R1, 0)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints()).containsExactly("r2 holds the baton at the end, not r1");
    }

    @Test
    void shouldNoteThatNoFailbackWasNeeded() {
        // Given
        Runs run = new Runs()
                .home()
                .flow(0, 1_000, R1)
                .act(1_000, Deed.FREEZE, R1)
                .act(1_200, Deed.RESTORE, R1)
                .flow(1_200, 3_000, R1)
                .log(R1, 0)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints()).isEmpty();
        assertThat(report.notes())
                .containsExactly("no failback was needed, as r1 still held the baton when it was back");
        assertThat(report.comebacks()).isEmpty();
    }

    @Test
    void shouldNotCountWhatFollowedTheNextLoss() {
        // Given
        Runs run = Runs.failover()
                .act(5_000, Deed.RESTORE, R1)
                .flow(5_000, 6_000, R2)
                .act(6_000, Deed.KILL, R1)
                .act(7_000, Deed.RESTORE, R1)
                .catchUpR1(8_000, 9_000)
                .flow(7_000, 10_000, R2)
                .log(R1, 0, 7)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.comebacks())
                .extracting(Report.Comeback::inSyncMillis)
                .containsExactly(OptionalLong.empty(), OptionalLong.of(2_000));
        assertThat(report.comebacks())
                .extracting(Report.Comeback::copied)
                .containsExactly(OptionalLong.empty(), OptionalLong.of(7));
    }
}
