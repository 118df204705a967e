package dev.baton.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Sync;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.handover.FakeTokens.Fault;
import dev.baton.runtime.handover.HandoverOutcome.Aborted;
import dev.baton.runtime.handover.HandoverOutcome.Completed;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.handover.HandoverOutcome.Unsettled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes that are lost, in doubt or refused, and orders that are not to be carried out. */
class HandoverTroubleTest extends HandoverBench {

    @Test
    void shouldLookAgainAfterAConflictAndGoOn() {
        // Given
        tokens.beforeNextWrite(() -> tokens.change(token -> token.demote(R3, audit("r3 is down", "monitor@r2"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told).containsExactly("conflict with version 2 by monitor@r2", "begun");
    }

    @Test
    void shouldRefuseAfterAConflictThatForbidsIt() {
        // Given
        tokens.beforeNextWrite(() -> tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.rule()).isEqualTo("S");
            assertThat(refused.why()).contains("r2 is OUT");
        });
    }

    @Test
    void shouldFindOutByReadingThatItsWriteLanded() {
        // Given
        tokens.nextWrites(Fault.ANSWER_LOST, Fault.ANSWER_LOST);

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(completed.finish())
                .isEqualTo(Finish.CONSUMERS_STOPPED));
        assertThat(closed).containsExactly("every consumer of r1 has stopped");
        assertThat(told)
                .containsExactly("in doubt: begin handover to r2", "begun", "in doubt: complete handover to r2");
        assertThat(tokens.history()).hasSize(3);
    }

    @Test
    void shouldTryAgainWithTheSameBodyIfItsWriteMayStillLand() {
        // Given
        tokens.nextWrites(Fault.REQUEST_LOST, Fault.REQUEST_LOST);

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(tokens.bodies().subList(0, 3)).containsOnly(tokens.history().get(1));
    }

    @Test
    void shouldNeverSayFailedWhileAWriteIsInDoubt() {
        // Given
        Fault[] always = new Fault[5000];
        java.util.Arrays.fill(always, Fault.REQUEST_LOST);
        tokens.nextWrites(always);

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unsettled.class,
                        unsettled -> assertThat(unsettled.why())
                                .isEqualTo(
                                        "it is not known whether the handover to r2 has begun, after 30 s: begin handover to r2: the request was lost"));
    }

    @Test
    void shouldThrowIfNothingWasChangedAndTheStoreRefuses() {
        // Given
        tokens.nextWrites(Fault.REFUSED);

        // When
        assertThatThrownBy(() -> switchOver(R2))
                // Then
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void shouldOutlastAStoreThatFailsWhileNobodyProcesses() {
        // Given
        time.at(Duration.ofMillis(10), () -> tokens.setUnreadable(true));
        time.at(Duration.ofSeconds(10), () -> {
            tokens.setUnreadable(false);
            tokens.nextWrites(Fault.REFUSED);
        });

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told)
                .containsExactly(
                        "begun",
                        "trouble: The store does not answer",
                        "trouble: The disk is full. Nothing was changed.");
    }

    @Test
    void shouldSayWhatIsLeftHalfDoneIfTheStoreStaysAway() {
        // Given
        time.at(Duration.ofMillis(10), () -> tokens.setUnreadable(true));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Unsettled.class, unsettled -> assertThat(unsettled.why())
                .startsWith("the handover to r2 has begun and is not known to be complete after 30 s: The store does"
                        + " not answer")
                .endsWith("Nobody processes until a monitor or a second attempt completes it, or it is aborted"));
    }

    @Test
    void shouldRefuseATimeThatTheFullWaitWouldNotFitIn() {
        // When
        HandoverOutcome outcome =
                handover(HandoverMode.WAIT).carryOut(HandoverOrder.planned(R2, "test"), Duration.ofSeconds(3));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.why())
                .contains("3000 ms is too short", "3200 ms"));
        assertThat(tokens.bodies()).isEmpty();
    }

    @Test
    void shouldDemoteTheOldRegionFirstIfItDoesNotAnswer() {
        // Given
        HandoverOrder order = new HandoverOrder(R2, "connect: refused", false, "r1 burns");

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).carryOut(order, TIMEOUT);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told).containsExactly("applied: demote r1", "begun");
        assertThat(tokens.history().get(1).sync(R1)).isEqualTo(Sync.OUT);
        assertThat(tokens.history().get(1).audit().reason())
                .isEqualTo("r1 burns; r1 does not answer (connect: refused)");
        assertThat(tokens.newest().active()).isEqualTo(R2);
    }

    @Test
    void shouldForceARegionThatIsNotInSyncOnlyIfToldTo() {
        // Given
        tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));

        // When
        HandoverOutcome refused = switchOver(R2);
        HandoverOutcome forced =
                handover(HandoverMode.WAIT).carryOut(new HandoverOrder(R2, "frozen", true, "r1 is gone"), TIMEOUT);

        // Then
        assertThat(refused).isInstanceOfSatisfying(Refused.class, why -> assertThat(why.rule())
                .isEqualTo("S"));
        assertThat(forced).isInstanceOf(Completed.class);
        assertThat(tokens.newest().active()).isEqualTo(R2);
        assertThat(tokens.newest().sync(R1)).isEqualTo(Sync.OUT);
    }

    @Test
    void shouldForceAHandoverOnThatHasLostItsTarget() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));
        tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));
        HandoverOrder order = new HandoverOrder(R2, "frozen", true, "r1 is gone");
        List<HandoverOrder.Step> steps = order.steps(tokens.newest(), reason -> audit(reason, "operator:ann"));

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).carryOut(order, TIMEOUT);

        // Then
        assertThat(steps).extracting(HandoverOrder.Step::what).containsExactly("force handover to r2");
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(tokens.newest().active()).isEqualTo(R2);
    }

    @Test
    void shouldRefuseToBringTheBatonBackByAHandoverInPlace() {
        // Given
        tokens.change(token -> token.demote(R1, audit("r1 is down", "monitor@r2")));
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));
        tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));

        // When
        HandoverOutcome outcome = switchOver(R1);

        // Then
        assertThat(outcome)
                .isEqualTo(new Refused("H", "a handover from r1 to r2 has begun; abort it if the baton is to stay"));
    }

    @Test
    void shouldNotDemoteAnybodyIfTheHandoverCouldNotBegin() {
        // Given
        tokens.change(token -> token.beginHandover(R3, audit("begun", "operator:bob")));
        HandoverOrder order = new HandoverOrder(R2, "connect: refused", false, "r1 burns");

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).carryOut(order, TIMEOUT);

        // Then
        assertThat(outcome)
                .isEqualTo(new Refused("H", "a handover to r3 has begun already; complete or abort it first"));
        assertThat(tokens.newest().sync(R1)).isEqualTo(Sync.IN_SYNC);
    }

    @Test
    void shouldRefuseToAbortWhereTheLogMayHaveAHole() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));
        tokens.change(token -> token.demote(R1, audit("r1 is down", "monitor@r2")));

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).abort("changed my mind", TIMEOUT);

        // Then
        assertThat(outcome)
                .isEqualTo(new Refused(
                        "C",
                        "r1 is OUT, so events may be missing in the middle of its log; complete the handover to r2"));
        assertThat(tokens.newest().handoverTo()).isEqualTo(R2);
    }

    @Test
    void shouldRefuseWhatIsDoneAlready() {
        // When
        HandoverOutcome outcome = switchOver(R1);

        // Then
        assertThat(outcome).isEqualTo(new Refused("H", "r1 holds the baton already"));
    }

    @Test
    void shouldRefuseARegionThatNobodyKnows() {
        // When
        HandoverOutcome outcome = switchOver(new RegionId("r9"));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.why())
                .contains("'r9' is none of the regions [r1, r2, r3]"));
    }

    @Test
    void shouldTellTheStepsWithoutTakingThem() {
        // Given
        HandoverOrder order = new HandoverOrder(R2, "frozen", false, "test");

        // When
        List<HandoverOrder.Step> steps = order.steps(tokens.newest(), reason -> audit(reason, "operator:ann"));

        // Then
        assertThat(steps).extracting(HandoverOrder.Step::what).containsExactly("demote r1", "begin handover to r2");
        assertThat(tokens.bodies()).isEmpty();
    }

    @Test
    void shouldAbort() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).abort("changed my mind", TIMEOUT);

        // Then
        assertThat(outcome).isInstanceOf(Aborted.class);
        assertThat(tokens.newest().admits(R1)).isTrue();
        assertThat(tokens.newest().audit().reason()).isEqualTo("changed my mind");
    }

    @Test
    void shouldRefuseToAbortNothing() {
        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).abort("changed my mind", TIMEOUT);

        // Then
        assertThat(outcome).isEqualTo(new Refused("H", "no handover has begun"));
    }

    @Test
    void shouldFindOutByReadingThatItsAbortLanded() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));
        tokens.nextWrites(Fault.ANSWER_LOST);

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).abort("changed my mind", TIMEOUT);

        // Then
        assertThat(outcome).isInstanceOf(Aborted.class);
        assertThat(tokens.bodies()).hasSize(1);
    }

    @Test
    void shouldSayIfItWasCompletedInsteadOfAborted() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));
        tokens.beforeNextWrite(() -> tokens.change(token -> token.completeHandover(R2, audit("done", "monitor@r2"))));

        // When
        HandoverOutcome outcome = handover(HandoverMode.WAIT).abort("changed my mind", TIMEOUT);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(
                        completed.token().active())
                .isEqualTo(R2));
    }
}
