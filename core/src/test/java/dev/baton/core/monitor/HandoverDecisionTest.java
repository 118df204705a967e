package dev.baton.core.monitor;

import static dev.baton.core.monitor.Decision.Change.ABORT_HANDOVER;
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
import static dev.baton.core.monitor.MonitorVocabulary.VIEWS_EXPIRE;
import static dev.baton.core.monitor.MonitorVocabulary.assertHeld;
import static dev.baton.core.monitor.MonitorVocabulary.assertWrites;
import static dev.baton.core.monitor.MonitorVocabulary.caughtUp;
import static dev.baton.core.monitor.MonitorVocabulary.decide;
import static dev.baton.core.monitor.MonitorVocabulary.down;
import static dev.baton.core.monitor.MonitorVocabulary.legal;
import static dev.baton.core.monitor.MonitorVocabulary.policy;
import static dev.baton.core.monitor.MonitorVocabulary.seconds;
import static dev.baton.core.monitor.MonitorVocabulary.seeing;
import static dev.baton.core.monitor.MonitorVocabulary.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.token.Token;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rule 1: what a monitor does about a handover that is in progress. */
class HandoverDecisionTest {

    /** A handover to r2, r2 lost, while the log of the active region has a hole: it can be neither completed nor aborted. */
    private static final Token STRANDED = stranded();

    @Test
    void shouldCompleteAHandoverWhenEveryConsumerHasStopped() {
        // Given
        Token begun = legal(REST.beginHandover(R2, OTHER_MONITOR));
        MonitorState state = seeing(begun, down(R1), up(R2)).consumersStopped(begun.version());
        // When
        Verdict verdict = decide(state, 0);
        // Then
        Token next = assertWrites(verdict, COMPLETE_HANDOVER, R2);
        assertThat(next.term().value()).isEqualTo(2);
        assertThat(next.audit().by()).isEqualTo("monitor@r2");
        assertThat(next.audit().reason()).isEqualTo("r1 is down; every consumer of r1 has stopped");
    }

    @Test
    void shouldCompleteAHandoverThatAnOperatorBeganInTheOperatorsName() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, up(R1), up(R2)).consumersStopped(begun.version()), 0);
        // Then
        assertThat(assertWrites(verdict, COMPLETE_HANDOVER, R2).audit().by()).isEqualTo("alice via monitor@r2");
    }

    @Test
    void shouldCompleteAHandoverWhenItHasItselfWaitedForEveryView() {
        // Given a handover first seen at 10 s, long after another monitor began it
        Token begun = legal(legal(REST.demote(R1, OTHER_MONITOR)).beginHandover(R2, OTHER_MONITOR));
        MonitorState state = seeing(REST, down(R1), up(R2)).saw(begun, seconds(10));
        // When
        Verdict early = decide(state, seconds(10) + VIEWS_EXPIRE.toNanos() - 1);
        Verdict due = decide(state, seconds(10) + VIEWS_EXPIRE.toNanos());
        // Then
        assertThat(early).isEqualTo(new Verdict(new Decision.Nothing(), Duration.ofNanos(1)));
        assertWrites(due, COMPLETE_HANDOVER, R2);
    }

    /** Found by seed 44 of the simulator: r1 could be read but not written to, and its catch-up was begun and ended for ever. */
    @Test
    void shouldNotWaitAnewWhileTheSameHandoverGoesOn() {
        // Given
        Token begun = legal(legal(REST.demote(R1, OTHER_MONITOR)).beginHandover(R2, OTHER_MONITOR));
        MonitorState state = seeing(REST, down(R1), up(R2)).saw(begun, seconds(10));
        Token token = begun;
        for (int i = 0; i < 4; i++) {
            token = legal(token.beginCatchUp(R1, OTHER_MONITOR));
            state = state.saw(token, seconds(11));
            token = legal(token.demote(R1, OTHER_MONITOR));
            state = state.saw(token, seconds(11));
        }
        // When
        Verdict due = decide(state, seconds(10) + VIEWS_EXPIRE.toNanos());
        // Then
        assertWrites(due, COMPLETE_HANDOVER, R2);
    }

    @Test
    void shouldKeepTheEvidenceOfStopsWhileTheSameHandoverGoesOn() {
        // Given
        Token begun = legal(legal(REST.demote(R1, OTHER_MONITOR)).beginHandover(R2, OTHER_MONITOR));
        MonitorState stopped = seeing(begun, down(R1), up(R2)).consumersStopped(begun.version());
        // When
        Verdict verdict = decide(stopped.saw(legal(begun.beginCatchUp(R1, OTHER_MONITOR)), 1), 1);
        // Then
        assertWrites(verdict, COMPLETE_HANDOVER, R2);
    }

    /** As above, seen by a monitor that is too slow to read every version. */
    @Test
    void shouldNotWaitAnewAfterAVersionThatItHasNotSeen() {
        // Given
        Token begun = legal(legal(REST.demote(R1, OTHER_MONITOR)).beginHandover(R2, OTHER_MONITOR));
        MonitorState state = seeing(REST, down(R1), up(R2)).saw(begun, seconds(10));
        Token token = begun;
        for (int i = 0; i < 4; i++) {
            token = legal(legal(token.beginCatchUp(R1, OTHER_MONITOR)).demote(R1, OTHER_MONITOR));
            state = state.saw(token, seconds(11));
        }
        // When
        Verdict early = decide(state, seconds(10) + VIEWS_EXPIRE.toNanos() - 1);
        Verdict due = decide(state, seconds(10) + VIEWS_EXPIRE.toNanos());
        // Then
        assertThat(early).isEqualTo(new Verdict(new Decision.Nothing(), Duration.ofNanos(1)));
        assertWrites(due, COMPLETE_HANDOVER, R2);
    }

    /** Versions that were missed may have aborted the handover, and begun another to the same region. */
    @Test
    void shouldWaitAnewForAnotherHandoverToTheSameRegion() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        Token again = legal(legal(begun.abortHandover(ALICE)).beginHandover(R2, ALICE));
        MonitorState state =
                seeing(begun, up(R1), up(R2)).consumersStopped(begun.version()).saw(again, seconds(5));
        // When
        Verdict verdict = decide(state.saw(again, seconds(6)), seconds(6));
        // Then
        assertThat(verdict.decision()).isEqualTo(new Decision.Nothing());
        assertThat(verdict.wakeAfter()).isEqualTo(VIEWS_EXPIRE.minusSeconds(1));
    }

    @Test
    void shouldIgnoreEvidenceOfStopsThatBelongsToAnotherVersion() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, up(R1), up(R2)).consumersStopped(begun.version() - 1), 0);
        // Then
        assertThat(verdict.decision()).isEqualTo(new Decision.Nothing());
    }

    @Test
    void shouldNotWaitWhenEverySinkIsFenced() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        // When
        Verdict verdict = new Monitor(policy(SwitchPolicy.AUTO, true)).decide(seeing(begun, up(R1)), SIGNATURE, 0);
        // Then
        assertWrites(verdict, COMPLETE_HANDOVER, R2);
    }

    @Test
    void shouldAbortAHandoverToARegionThatWentOut() {
        // Given
        Token begun = legal(legal(REST_OF_THREE.beginHandover(R2, ALICE)).demote(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, up(R1), down(R2)), 0);
        // Then
        Token next = assertWrites(verdict, ABORT_HANDOVER, R2);
        assertThat(next.audit().reason()).isEqualTo("handover to r2 aborted: r2 is OUT");
    }

    @Test
    void shouldAbortAHandoverToARegionThatIsDownWhileTheActiveOneIsGood() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, up(R1), down(R2)).consumersStopped(begun.version()), 0);
        // Then
        assertWrites(verdict, ABORT_HANDOVER, R2);
    }

    @Test
    void shouldCompleteAHandoverToARegionThatLooksDownWhenTheActiveOneIsNoBetter() {
        // Given
        Token begun = legal(legal(REST.demote(R1, ALICE)).beginHandover(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, up(R1), down(R2)).consumersStopped(begun.version()), 0);
        // Then
        assertWrites(verdict, COMPLETE_HANDOVER, R2);
    }

    @Test
    void shouldDemoteDuringAHandoverSoThatAcknowledgementsGoOn() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(begun, down(R1), up(R2)), 0);
        // Then
        assertWrites(verdict, DEMOTE, R1);
    }

    @Test
    void shouldLeaveAHandoverInPlaceAloneUntilTheRegionIsWhole() {
        // Given
        Token out = legal(REST.demote(R1, ALICE));
        Token begun = legal(out.beginHandover(R1, ALICE));
        Token whole = caughtUp(begun, R1);
        // When
        Verdict catchingUp = decide(seeing(begun, up(R1), up(R2)), seconds(60));
        Verdict done = decide(seeing(whole, up(R1), up(R2)), seconds(60));
        // Then
        assertThat(catchingUp.decision()).isEqualTo(new Decision.Nothing());
        assertWrites(done, COMPLETE_HANDOVER, R1);
    }

    @Test
    void shouldRedirectAHandoverThatCanNeitherBeCompletedNorAborted() {
        // Given
        MonitorState state = seeing(STRANDED, up(R1), down(R2), up(R3));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        Token next = assertWrites(verdict, BEGIN_HANDOVER, R3);
        assertThat(next.handoverTo()).isEqualTo(R3);
        assertThat(next.audit().reason())
                .isEqualTo("the handover to r2 cannot go on, as r2 is OUT, and r1 is CATCHING_UP; r3 is up");
    }

    /** No gate opens again in a term in which a handover has begun, wherever it goes. */
    @Test
    void shouldNotWaitAnewAfterARedirection() {
        // Given
        MonitorState state = seeing(STRANDED, up(R1), down(R2), up(R3))
                .saw(legal(STRANDED.beginHandover(R3, OTHER_MONITOR)), VIEWS_EXPIRE.toNanos() - 1);
        // When
        Verdict early = decide(state, VIEWS_EXPIRE.toNanos() - 1);
        Verdict due = decide(state, VIEWS_EXPIRE.toNanos());
        // Then
        assertThat(early).isEqualTo(new Verdict(new Decision.Nothing(), Duration.ofNanos(1)));
        assertWrites(due, COMPLETE_HANDOVER, R3);
    }

    @Test
    void shouldSayThatAHandoverCannotGoOnWhenNoRegionIsGood() {
        // Given
        MonitorState state = seeing(STRANDED, up(R1), down(R2));
        // When
        Verdict verdict = decide(state, 0);
        // Then
        assertHeld(
                verdict,
                "the handover to r2 cannot go on, as r2 is OUT, and r1 is CATCHING_UP, and no other region is IN_SYNC and up");
    }

    @Test
    void shouldLeaveARedirectionToPeopleWhenManual() {
        // Given
        MonitorState state = seeing(STRANDED, up(R1), down(R2), up(R3));
        // When
        Verdict verdict = new Monitor(policy(SwitchPolicy.MANUAL, false)).decide(state, SIGNATURE, 0);
        // Then
        assertHeld(verdict, "the policy is manual. Switch over to r3");
    }

    @Test
    void shouldDemoteATargetThatIsDownRatherThanCompleteIfAnotherCouldTakeOver() {
        // Given
        Token begun = legal(legal(REST_OF_THREE.demote(R1, ALICE)).beginHandover(R2, ALICE));
        MonitorState state = seeing(begun, up(R1), down(R2), up(R3)).consumersStopped(begun.version());
        // When
        Verdict verdict = decide(state, 0);
        // Then
        Token next = assertWrites(verdict, DEMOTE, R2);
        assertWrites(decide(state.saw(next, 0), 0), BEGIN_HANDOVER, R3);
    }

    @Test
    void shouldRedirectAHandoverInPlaceIfTheRegionIsLostWhileItCatchesUp() {
        // Given
        Token begun = legal(legal(REST.demote(R1, ALICE)).beginHandover(R1, ALICE));
        Token catchingUp = legal(begun.beginCatchUp(R1, ALICE));
        // When
        Verdict lost = decide(seeing(catchingUp, down(R1), up(R2)), seconds(60));
        Verdict nobody = decide(seeing(catchingUp, down(R1), down(R2)), seconds(60));
        // Then
        Token next = assertWrites(lost, BEGIN_HANDOVER, R2);
        assertThat(next.audit().reason())
                .isEqualTo("the handover to r1 cannot go on, as r1 is down (refused); r2 is up");
        assertHeld(nobody, "the handover to r1 cannot go on, as r1 is down (refused), and no other region");
    }

    @Test
    void shouldDecideNothingFromATokenThatWentBack() {
        // Given
        Token newer = legal(REST.demote(R1, ALICE));
        MonitorState state = seeing(newer, up(R1), up(R2)).saw(REST, seconds(1));
        // When
        Verdict back = decide(state, seconds(1));
        Verdict again = decide(state.saw(newer, seconds(2)), seconds(2));
        // Then
        assertHeld(back, "gone back to a version older than 2");
        assertWrites(again, BEGIN_HANDOVER, R2);
    }

    @Test
    void shouldRefuseToDecideBeforeItHasSeenTheToken() {
        assertThatThrownBy(() -> decide(MonitorState.initial(), 0)).isInstanceOf(IllegalStateException.class);
    }

    private static Token stranded() {
        Token begun = legal(legal(REST_OF_THREE.demote(R1, ALICE)).beginHandover(R2, ALICE));
        return legal(legal(begun.beginCatchUp(R1, ALICE)).demote(R2, ALICE));
    }
}
