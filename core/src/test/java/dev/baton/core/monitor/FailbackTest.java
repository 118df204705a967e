package dev.baton.core.monitor;

import static dev.baton.core.monitor.Decision.Change.BEGIN_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.DEMOTE;
import static dev.baton.core.monitor.MonitorPolicy.UNLIMITED;
import static dev.baton.core.monitor.MonitorVocabulary.ALICE;
import static dev.baton.core.monitor.MonitorVocabulary.OTHER_MONITOR;
import static dev.baton.core.monitor.MonitorVocabulary.R1;
import static dev.baton.core.monitor.MonitorVocabulary.R2;
import static dev.baton.core.monitor.MonitorVocabulary.R3;
import static dev.baton.core.monitor.MonitorVocabulary.REST;
import static dev.baton.core.monitor.MonitorVocabulary.SIGNATURE;
import static dev.baton.core.monitor.MonitorVocabulary.assertHeld;
import static dev.baton.core.monitor.MonitorVocabulary.assertWrites;
import static dev.baton.core.monitor.MonitorVocabulary.caughtUp;
import static dev.baton.core.monitor.MonitorVocabulary.down;
import static dev.baton.core.monitor.MonitorVocabulary.health;
import static dev.baton.core.monitor.MonitorVocabulary.legal;
import static dev.baton.core.monitor.MonitorVocabulary.probe;
import static dev.baton.core.monitor.MonitorVocabulary.seconds;
import static dev.baton.core.monitor.MonitorVocabulary.seeing;
import static dev.baton.core.monitor.MonitorVocabulary.switched;
import static dev.baton.core.monitor.MonitorVocabulary.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rule 4: the baton is brought home when home has been well for long enough. */
class FailbackTest {

    private static final Duration AFTER = Duration.ofSeconds(60);
    private static final Decision NOTHING = new Decision.Nothing();

    /** The baton is away from home, which is r1, and all is well. */
    private static final Token AWAY = switched(REST, R2, OTHER_MONITOR);

    @Test
    void shouldBringTheBatonHomeWhenHomeHasBeenWellForLongEnough() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 60);
        // When
        Verdict early = decide(state, seconds(60) - 1);
        Verdict due = decide(state, seconds(60));
        // Then
        assertThat(early).isEqualTo(new Verdict(NOTHING, Duration.ofNanos(1)));
        Token next = assertWrites(due, BEGIN_HANDOVER, R1);
        assertThat(next.audit().reason()).isEqualTo("r1 is the home region and has been IN_SYNC and up for 60 s");
        assertThat(next.audit().by()).isEqualTo("monitor@r2");
    }

    @Test
    void shouldLeaveItToAPersonUnlessToldOtherwise() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 100);
        // When
        Verdict verdict = MonitorVocabulary.decide(state, seconds(100));
        // Then
        assertThat(verdict.decision()).isEqualTo(NOTHING);
    }

    @Test
    void shouldDoNothingWhenTheBatonIsAtHomeOrTheTokenKnowsNoSuchRegion() {
        // Given
        MonitorState atHome = well(seeing(REST), 0, 100);
        MonitorState away = well(seeing(AWAY), 0, 100);
        // When
        Verdict home = decide(atHome, seconds(100));
        Verdict unknown = monitor(SwitchPolicy.AUTO, new Failback(R3, AFTER)).decide(away, SIGNATURE, seconds(100));
        // Then
        assertThat(home.decision()).isEqualTo(NOTHING);
        assertThat(unknown.decision()).isEqualTo(NOTHING);
    }

    // ---- from when the hold counts

    @Test
    void shouldCountFromWhenHomeIsBothUpAndInSync() {
        // Given r1 is up all the time, and in sync from 30 s on
        Token out = legal(AWAY.demote(R1, OTHER_MONITOR));
        MonitorState state = well(seeing(out), 0, 30).saw(caughtUp(out, R1), seconds(30));
        state = well(state, 30, 100);
        // When
        Verdict early = decide(state, seconds(90) - 1);
        Verdict due = decide(state, seconds(90));
        // Then
        assertThat(early.decision()).isEqualTo(NOTHING);
        assertWrites(due, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldStartAnewWhenHomeGoesOut() {
        // Given r1 is out for a moment, which its probes do not show
        Token out = legal(AWAY.demote(R1, ALICE));
        MonitorState state = well(seeing(AWAY), 0, 50).saw(out, seconds(50)).saw(caughtUp(out, R1), seconds(50) + 1);
        // When
        Verdict verdict = decide(well(state, 51, 100), seconds(100));
        // Then
        assertThat(verdict).isEqualTo(new Verdict(NOTHING, Duration.ofSeconds(11)));
    }

    @Test
    void shouldStartAnewWhenHomeWasDown() {
        // Given r1 is down at 53 s, answers from then on, and is up again 5 s later
        MonitorState state = well(seeing(AWAY), 0, 50);
        for (int at = 50_000; at <= 53_000; at += 250) {
            state = well(state, at, at, R2).failed(R1, probe(at), "refused", health());
        }
        state = well(state, 53, 113);
        // When
        Verdict early = decide(state, seconds(113));
        Verdict due = decide(well(state, 113, 120), seconds(120));
        // Then
        assertThat(early.decision()).isEqualTo(NOTHING);
        assertWrites(due, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldForgiveAProbeThatFailedButNotActUponIt() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 60).failed(R1, probe(60_250), "slow", health());
        // When
        Verdict suspect = decide(state, seconds(61));
        Verdict again = decide(well(state, 61, 61), seconds(61));
        // Then
        assertThat(suspect.decision()).isEqualTo(NOTHING);
        assertWrites(again, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldNotCountTimeInWhichTheMonitorItselfStoodStill() {
        // Given
        MonitorState state = well(well(seeing(AWAY), 0, 10), 70, 71);
        // When
        Verdict verdict = decide(state, seconds(71));
        // Then
        assertThat(verdict).isEqualTo(new Verdict(NOTHING, Duration.ofSeconds(59)));
    }

    @Test
    void shouldStartAnewAfterEachHandoverWhetherCompletedOrAborted() {
        // Given r1 has been well for long when an operator moves the baton away, or aborts its way home
        MonitorState atHome = well(seeing(REST), 0, 600).saw(AWAY, seconds(600));
        Token goingHome = legal(AWAY.beginHandover(R1, OTHER_MONITOR));
        MonitorState aborted = well(seeing(AWAY), 0, 600)
                .saw(goingHome, seconds(600))
                .saw(legal(goingHome.abortHandover(ALICE)), seconds(600) + 1);
        // When
        Verdict afterMoving = decide(well(atHome, 601, 659), seconds(659));
        Verdict afterAbort = decide(well(aborted, 601, 659), seconds(659));
        // Then
        assertThat(afterMoving).isEqualTo(new Verdict(NOTHING, Duration.ofSeconds(2)));
        assertThat(afterAbort).isEqualTo(new Verdict(NOTHING, Duration.ofSeconds(2)));
    }

    // ---- what holds it back

    @Test
    void shouldWaitUntilTheActiveRegionIsWell() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 60_000, R1);
        MonitorState suspect = up(R2).apply(state).failed(R2, probe(60_000), "slow", health());
        // When
        Verdict unknown = decide(state, seconds(60));
        Verdict failing = decide(suspect, seconds(60));
        Verdict lost = decide(down(R2).apply(state), seconds(60));
        // Then
        assertThat(unknown.decision()).isEqualTo(NOTHING);
        assertThat(failing.decision()).isEqualTo(NOTHING);
        assertWrites(lost, DEMOTE, R2);
    }

    @Test
    void shouldBeLeftToPeopleOrOnlyForetoldAsSwitchingIs() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 60);
        Failback failback = new Failback(R1, AFTER);
        // When
        Verdict manual = monitor(SwitchPolicy.MANUAL, failback).decide(state, SIGNATURE, seconds(60));
        Verdict observed = monitor(SwitchPolicy.OBSERVE, failback).decide(state, SIGNATURE, seconds(60));
        // Then
        assertHeld(manual, "r1 could take over; the policy is manual. Switch over to r1");
        assertThat(observed.decision())
                .isEqualTo(new Decision.WouldWrite(
                        "begin handover to r1", "r1 is the home region and has been IN_SYNC and up for 60 s"));
    }

    @Test
    void shouldKeepToTheCoolDown() {
        // Given a term that changed at 10 s
        Monitor hasty = monitor(SwitchPolicy.AUTO, new Failback(R1, Duration.ofSeconds(1)));
        MonitorState state = well(well(seeing(REST), 0, 10).saw(AWAY, seconds(10)), 10, 40);
        // When
        Verdict early = hasty.decide(state, SIGNATURE, seconds(40) - 1);
        Verdict due = hasty.decide(state, SIGNATURE, seconds(40));
        // Then
        assertHeld(early, "r1 takes over when the cool-down of 30 s");
        assertThat(early.wakeAfter()).isEqualTo(Duration.ofNanos(1));
        assertWrites(due, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldKeepToTheBudget() {
        // Given
        MonitorPolicy thrifty = new MonitorPolicy(
                SwitchPolicy.AUTO, health(), false, Duration.ZERO, 1, UNLIMITED, new Failback(R1, AFTER));
        MonitorState state = well(seeing(REST).saw(AWAY, seconds(1)), 1, 61);
        // When
        Verdict verdict = new Monitor(thrifty).decide(state, SIGNATURE, seconds(61));
        // Then
        assertHeld(verdict, "1 automatic switches in 24 h. Waiting for a person");
    }

    // ---- how far behind its consumers are

    @Test
    void shouldBringTheBatonHomeOnlyWhenItsConsumersAreNotFarBehind() {
        // Given
        MonitorState state = well(seeing(AWAY), 0, 60);
        Monitor patient = monitor(10);
        // When
        Verdict untold = patient.decide(state, SIGNATURE, seconds(60));
        Verdict behind = patient.decide(tell(state, 3L, 11L), SIGNATURE, seconds(60));
        Verdict near = patient.decide(tell(state, 3L, 10L), SIGNATURE, seconds(60));
        // Then
        assertHeld(untold, "for 60 s, but no consumer of r1 tells how many events it has yet to read");
        assertHeld(behind, "for 60 s, but a consumer of r1 has more than 10 events yet to read");
        assertWrites(near, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldNotTrustALagThatWasToldLongAgo() {
        // Given
        MonitorState state = tell(well(seeing(AWAY), 0, 200), 0L, 0L);
        // When
        Verdict verdict = monitor(10).decide(state, SIGNATURE, seconds(200));
        // Then
        assertHeld(verdict, "no consumer of r1 tells");
    }

    @Test
    void shouldTakeOverFromARegionThatIsDownHoweverFarBehindTheOtherIs() {
        // Given
        Token demoted = legal(AWAY.demote(R2, OTHER_MONITOR));
        MonitorState state = tell(seeing(demoted, up(R1), down(R2)), 1_000_000L, 1_000_000L);
        // When, Then
        assertWrites(monitor(10).decide(state, SIGNATURE, seconds(60)), BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldTakeOverRatherWhereConsumersAreNotFarBehind() {
        // Given
        Token three = Token.first("payments", List.of(R1, R2, R3), R1, Duration.ofMillis(1500), ALICE);
        Token demoted = legal(three.demote(R1, OTHER_MONITOR));
        MonitorState state = seeing(demoted, down(R1), up(R2), up(R3));
        // When
        Verdict nobodyTells = monitor(10).decide(state, SIGNATURE, 0);
        Verdict r2IsBehind = monitor(10)
                .decide(state.heardClients(heard(heard(Reports.NONE, "a", R2, 11L), "b", R3, 10L)), SIGNATURE, 0);
        // Then
        assertWrites(nobodyTells, BEGIN_HANDOVER, R2);
        assertWrites(r2IsBehind, BEGIN_HANDOVER, R3);
    }

    @Test
    void shouldRefuseATimeThatCannotBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Failback(R1, Duration.ofSeconds(-1)))
                .withMessage("after: -1 s is not between 0 and 24 h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Failback(R1, Duration.ofHours(25)))
                .withMessage("after: 90000 s is not between 0 and 24 h");
    }

    private static Verdict decide(MonitorState state, long nowNanos) {
        return monitor(SwitchPolicy.AUTO, new Failback(R1, AFTER)).decide(state, SIGNATURE, nowNanos);
    }

    private static Monitor monitor(long lagLimit) {
        return new Monitor(new MonitorPolicy(
                SwitchPolicy.AUTO, health(), false, Duration.ofSeconds(30), 10, lagLimit, new Failback(R1, AFTER)));
    }

    /** Two consumers of r1 tell this, between 1 s and 2 s. */
    private static MonitorState tell(MonitorState state, Long one, Long other) {
        Reports heard = heard(heard(Reports.NONE, "a", R1, one), "b", R1, other);
        return state.heardClients(heard);
    }

    private static Reports heard(Reports reports, String by, RegionId region, Long lag) {
        SortedMap<RegionId, Finding> findings = new TreeMap<>(Map.of(region, new Finding("UP", "", lag)));
        return reports.heard(new Report(by, "run", 1, findings), seconds(1))
                .heard(new Report(by, "run", 2, findings), seconds(2));
    }

    private static Monitor monitor(SwitchPolicy switching, Failback failback) {
        return new Monitor(
                new MonitorPolicy(switching, health(), false, Duration.ofSeconds(30), 10, UNLIMITED, failback));
    }

    /** Both regions answer every probe, four a second, from one time to the other, both included. */
    private static MonitorState well(MonitorState state, int fromSeconds, int toSeconds) {
        return well(
                well(state, fromSeconds * 1_000, toSeconds * 1_000, R1), fromSeconds * 1_000, toSeconds * 1_000, R2);
    }

    private static MonitorState well(MonitorState state, int fromMillis, int toMillis, RegionId region) {
        MonitorState next = state;
        for (int at = fromMillis; at <= toMillis; at += 250) {
            next = next.succeeded(region, probe(at), health());
        }
        return next;
    }
}
