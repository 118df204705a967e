package dev.baton.core.monitor;

import static dev.baton.core.monitor.Decision.Change.BEGIN_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.COMPLETE_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.DEMOTE;
import static dev.baton.core.monitor.MonitorVocabulary.ALICE;
import static dev.baton.core.monitor.MonitorVocabulary.OTHER_MONITOR;
import static dev.baton.core.monitor.MonitorVocabulary.R1;
import static dev.baton.core.monitor.MonitorVocabulary.R2;
import static dev.baton.core.monitor.MonitorVocabulary.R3;
import static dev.baton.core.monitor.MonitorVocabulary.REST;
import static dev.baton.core.monitor.MonitorVocabulary.REST_OF_THREE;
import static dev.baton.core.monitor.MonitorVocabulary.SIGNATURE;
import static dev.baton.core.monitor.MonitorVocabulary.assertHeld;
import static dev.baton.core.monitor.MonitorVocabulary.assertWrites;
import static dev.baton.core.monitor.MonitorVocabulary.decide;
import static dev.baton.core.monitor.MonitorVocabulary.down;
import static dev.baton.core.monitor.MonitorVocabulary.health;
import static dev.baton.core.monitor.MonitorVocabulary.legal;
import static dev.baton.core.monitor.MonitorVocabulary.policy;
import static dev.baton.core.monitor.MonitorVocabulary.probe;
import static dev.baton.core.monitor.MonitorVocabulary.resynced;
import static dev.baton.core.monitor.MonitorVocabulary.seconds;
import static dev.baton.core.monitor.MonitorVocabulary.seeing;
import static dev.baton.core.monitor.MonitorVocabulary.switched;
import static dev.baton.core.monitor.MonitorVocabulary.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Rules 2 and 3: demoting, and beginning a handover. */
class MonitorTest {

    // ---- nothing to do

    @Test
    void shouldDoNothingWhileEveryRegionIsUp() {
        // Given
        MonitorState state = seeing(REST, up(R1), up(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        assertThat(verdict.decision()).isEqualTo(new Decision.Nothing());
    }

    @Test
    void shouldDoNothingWhenARegionIsOnlySuspect() {
        // Given
        MonitorState state = seeing(REST, up(R1), up(R2), probed -> probed.failed(R1, probe(0), "x", health()));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        assertThat(verdict.decision()).isEqualTo(new Decision.Nothing());
    }

    // ---- rule 2

    @Test
    void shouldDemoteARegionThatIsDownWhenAnotherIsUp() {
        // Given
        MonitorState state = seeing(REST, down(R1), up(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        Audit audit = new Audit("r1 is down (refused); r2 is up", "monitor@r2", Instant.EPOCH, "w1");
        assertThat(verdict.decision()).isEqualTo(new Decision.Write(DEMOTE, R1, legal(REST.demote(R1, audit))));
    }

    @Test
    void shouldDemoteTheStandbyToo() {
        // Given
        MonitorState state = seeing(REST, up(R1), down(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        assertWrites(verdict, DEMOTE, R2);
    }

    @Test
    void shouldTakeItForItsOwnNetworkWhenNoRegionIsUp() {
        // Given
        MonitorState bothDown = seeing(REST, down(R1), down(R2));
        MonitorState otherNeverSeen = seeing(REST, down(R1));
        // When, Then
        assertHeld(decide(bothDown, 0), "own network");
        assertHeld(decide(otherNeverSeen, 0), "own network");
    }

    @Test
    void shouldNotDemoteWhatIsOutAlready() {
        // Given
        Token demoted = legal(REST.demote(R2, OTHER_MONITOR));
        // When
        Verdict verdict = decide(seeing(demoted, up(R1), down(R2)), 0);
        // Then
        assertThat(verdict.decision()).isEqualTo(new Decision.Nothing());
    }

    @Test
    void shouldDemoteARegionThatIsCatchingUp() {
        // Given
        Token catchingUp = legal(legal(REST.demote(R2, ALICE)).beginCatchUp(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(catchingUp, up(R1), down(R2)), 0);
        // Then
        assertWrites(verdict, DEMOTE, R2);
    }

    // ---- rule 3

    @Test
    void shouldBeginAHandoverWhenTheActiveRegionIsOut() {
        // Given
        MonitorState state = seeing(legal(REST.demote(R1, OTHER_MONITOR)), down(R1), up(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        Token next = assertWrites(verdict, BEGIN_HANDOVER, R2);
        assertThat(next.handoverTo()).isEqualTo(R2);
        assertThat(next.audit().reason()).isEqualTo("r1 is down (refused); r2 is up");
    }

    @Test
    void shouldBeginAHandoverWhenTheActiveRegionIsUpAgainButOut() {
        // Given
        MonitorState state = seeing(legal(REST.demote(R1, OTHER_MONITOR)), up(R1), up(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        assertWrites(verdict, BEGIN_HANDOVER, R2);
    }

    @Test
    void shouldChooseTheFirstGoodRegionByName() {
        // Given
        Token demoted = legal(REST_OF_THREE.demote(R1, OTHER_MONITOR));
        // When
        Verdict allGood = decide(seeing(demoted, down(R1), up(R3), up(R2)), 0);
        Verdict secondUnknown = decide(seeing(demoted, down(R1), up(R3)), 0);
        // Then
        assertWrites(allGood, BEGIN_HANDOVER, R2);
        assertWrites(secondUnknown, BEGIN_HANDOVER, R3);
    }

    @Test
    void shouldHoldWhenNoOtherRegionIsGood() {
        // Given
        Token demoted = legal(REST.demote(R1, OTHER_MONITOR));
        // When
        Verdict verdict = decide(seeing(demoted, down(R1)), 0);
        // Then
        assertHeld(verdict, "no other region is IN_SYNC and up");
    }

    @Test
    void shouldLeaveSwitchingToPeopleWhenManual() {
        // Given
        Monitor manual = new Monitor(policy(SwitchPolicy.MANUAL, false));
        Token demoted = legal(REST.demote(R1, OTHER_MONITOR));
        // When
        Verdict demotion = manual.decide(seeing(REST, down(R1), up(R2)), SIGNATURE, 0);
        Verdict switching = manual.decide(seeing(demoted, down(R1), up(R2)), SIGNATURE, 0);
        Verdict completion = manual.decide(
                seeing(legal(REST.beginHandover(R2, ALICE)), up(R1), up(R2)).consumersStopped(2), SIGNATURE, 0);
        // Then
        assertWrites(demotion, DEMOTE, R1);
        assertHeld(switching, "the policy is manual");
        assertWrites(completion, COMPLETE_HANDOVER, R2);
    }

    @Test
    void shouldOnlySayWhatItWouldDoWhenObserving() {
        // Given
        Monitor observer = new Monitor(policy(SwitchPolicy.OBSERVE, false));
        // When
        Verdict verdict = observer.decide(seeing(REST, down(R1), up(R2)), SIGNATURE, 0);
        // Then
        assertThat(verdict.decision())
                .isEqualTo(
                        new Decision.WouldWrite("demote r1, begin handover to r2", "r1 is down (refused); r2 is up"));
    }

    @Test
    void shouldHoldDuringTheCoolDownAndWakeAtItsEnd() {
        // Given a term that changed at 10 s
        Token switched = switched(REST, R2, OTHER_MONITOR);
        Token resynced = resynced(switched, R1);
        MonitorState state =
                seeing(REST).saw(switched, seconds(10)).saw(legal(resynced.demote(R2, ALICE)), seconds(20));
        state = down(R2).apply(up(R1).apply(state));
        // When
        Verdict before = decide(state, seconds(39));
        Verdict after = decide(state, seconds(40));
        // Then
        assertHeld(before, "cool-down of 30 s");
        assertThat(before.wakeAfter()).isEqualTo(Duration.ofSeconds(1));
        assertWrites(after, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldWaitForAPersonWhenTheBudgetIsUsedUpAndGoOnADayLater() {
        // Given
        Monitor thrifty = new Monitor(
                new MonitorPolicy(SwitchPolicy.AUTO, health(), false, Duration.ZERO, 2, MonitorPolicy.UNLIMITED, null));
        Token token = REST;
        MonitorState state = seeing(token, up(R1), up(R2));
        for (int i = 1; i <= 2; i++) {
            token = resynced(switched(token, i % 2 == 1 ? R2 : R1, OTHER_MONITOR), R1);
            state = state.saw(token, seconds(i * 60L));
        }
        state = down(R1).apply(state.saw(legal(token.demote(R1, ALICE)), seconds(180)));
        // When
        Verdict before = thrifty.decide(state, SIGNATURE, seconds(240));
        Verdict after = thrifty.decide(state, SIGNATURE, seconds(24L * 3_600 + 60));
        // Then
        assertHeld(before, "2 automatic switches in 24 h. Waiting for a person");
        assertThat(before.wakeAfter()).isEqualTo(Duration.ofDays(1).minusMinutes(3));
        assertWrites(after, BEGIN_HANDOVER, R2);
    }
}
