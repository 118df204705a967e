package dev.baton.cli.demo;

import static dev.baton.cli.demo.Runs.R1;
import static dev.baton.cli.demo.Runs.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.Act.Deed;
import dev.baton.core.token.Sync;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    @Test
    void shouldMeasureAFailover() {
        // When
        Report report = Runs.failover().report();
        // Then
        assertThat(report.complaints()).isEmpty();
        assertThat(report.firstDetectMillis()).hasValue(1_200);
        assertThat(report.firstRtoMillis()).hasValue(2_005);
        assertThat(report.longestGap().millis()).isEqualTo(2_010);
        assertThat(report.switchoverPauseMillis()).isEmpty();
        assertThat(report.faults()).singleElement().satisfies(fault -> assertThat(fault.hitActive())
                .isTrue());
    }

    @Test
    void shouldTellHowTheRegionsStandAtTheEnd() {
        // When
        Report report = Runs.failover().report();
        // Then
        Report.RegionState lost = report.regions().get("r1");
        assertThat(lost.sync()).isEqualTo(Sync.OUT);
        assertThat(lost.isActive()).isFalse();
        assertThat(lost.applied()).isEqualTo(100);
        assertThat(lost.events()).isEmpty();
        Report.RegionState left = report.regions().get("r2");
        assertThat(left.isActive()).isTrue();
        assertThat(left.events()).hasValue(300);
        assertThat(left.missing()).hasValue(0);
    }

    @Test
    void shouldNotExpectATakeoverWhereTheOtherRegionIsLost() {
        // Given
        Runs run = new Runs()
                .flow(0, 1_000, R1)
                .act(1_000, Deed.KILL, R2)
                .token(2_200, token -> token.demote(R2, token.audit()))
                .flow(1_000, 5_000, R1)
                .log(R1, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.isOk()).isTrue();
        assertThat(report.firstRtoMillis()).isEmpty();
        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.hitActive()).isFalse();
            assertThat(fault.detectMillis()).hasValue(1_200);
        });
    }

    @Test
    void shouldMeasureTheGapAroundAPlannedSwitchover() {
        // Given
        Runs run = new Runs()
                .flow(0, 1_000, R1)
                .act(1_000, Deed.SWITCHOVER, R2)
                .handOver(R2, 1_005, 1_100)
                .flow(1_150, 3_000, R2)
                .log(R1, 0)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints()).isEmpty();
        assertThat(report.switchoverPauseMillis()).hasValue(160);
    }

    @Test
    void shouldComplainIfNothingIsAppliedAfterTheFault() {
        // Given
        Runs run = new Runs().flow(0, 1_000, R1).act(1_000, Deed.KILL, R1).log(R2, 0);
        run.rows.add(new Applied(new EventName("e", 990), 0, "r1", 1, 1_000_500));
        run.rows.remove(run.rows.size() - 2);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints())
                .containsExactly(
                        "nothing was applied after the last fault by a region that was still there",
                        "nothing that was sent after the last fault was acknowledged");
    }

    @Test
    void shouldComplainIfARegionThatIsInSyncLacksAnAcknowledgedEvent() {
        // When
        Report report = Runs.failover().log(R2, 3).report();
        // Then
        assertThat(report.complaints())
                .containsExactly("3 acknowledged events are missing from the log of r2, which the token calls IN_SYNC");
    }

    @Test
    void shouldNotMindWhatTheLogOfARegionLacksThatIsOut() {
        assertThat(Runs.failover().log(R1, 200).report().isOk()).isTrue();
    }

    @Test
    void shouldHandOnWhatTheJudgeFinds() {
        // Given
        Runs run = Runs.failover();
        run.rows.remove(0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.complaints()).containsExactly("1 acknowledged events were lost (lost), such as e-0");
        assertThat(report.isOk()).isFalse();
    }

    @Test
    void shouldNoteThatTheBatonMovedBeforeAnythingWasDone() {
        // Given
        Runs run = new Runs()
                .flow(0, 1_000, R1)
                .demoteR1(1_000)
                .handOver(R2, 1_010, 1_100)
                .flow(1_200, 2_000, R2)
                .act(2_000, Deed.KILL, R1)
                .flow(2_000, 3_000, R2)
                .log(R2, 0);
        // When
        Report report = run.report();
        // Then
        assertThat(report.isOk()).isTrue();
        assertThat(report.notes())
                .containsExactly(
                        "before anything was done the token became: r1 active, since a test",
                        "before anything was done the token became: r1 active, to be handed to r2, since a test",
                        "before anything was done the token became: r2 active, since a test");
        assertThat(report.firstRtoMillis()).isEmpty();
    }
}
