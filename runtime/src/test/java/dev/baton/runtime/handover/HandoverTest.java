package dev.baton.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Term;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.handover.FakeTokens.Fault;
import dev.baton.runtime.handover.HandoverOutcome.Aborted;
import dev.baton.runtime.handover.HandoverOutcome.Completed;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.handover.HandoverOutcome.Unsettled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandoverTest extends HandoverBench {

    @Test
    void shouldCompleteAsSoonAsEveryConsumerOfTheOldRegionHasStopped() {
        // Given
        Registration consumer = register(R1, "one");
        register(R2, "of the new region");
        time.at(Duration.ofMillis(40), () -> registrations.forget(consumer));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.CONSUMERS_STOPPED);
            assertThat(completed.completed()).isBetween(Duration.ofMillis(40), Duration.ofMillis(60));
            assertThat(completed.token().active()).isEqualTo(R2);
            assertThat(completed.token().term()).isEqualTo(new Term(2));
            assertThat(completed.token().audit().by()).isEqualTo("operator:ann");
            assertThat(completed.token().audit().reason())
                    .contains("upgrade of r1", "every consumer of r1 has stopped");
        });
        assertThat(told).containsExactly("begun", "waiting for [flights one] 2190 ms");
    }

    @Test
    void shouldWaitUntilEveryViewHasExpiredIfAConsumerNeverReports() {
        // Given
        register(R1, "killed");

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.VIEWS_EXPIRED);
            assertThat(completed.completed().minus(completed.begun())).isGreaterThanOrEqualTo(FULL_WAIT);
            assertThat(completed.completed()).isLessThan(FULL_WAIT.plusMillis(50));
        });
        assertThat(registrations.running(R1)).isEmpty();
    }

    @Test
    void shouldMeasureTheWaitFromWhenTheHandoverWasInTheStore() {
        // Given
        Duration slow = Duration.ofSeconds(5);
        register(R1, "killed");
        tokens.beforeNextWrite(() -> time.pause(slow));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(completed.completed())
                .isGreaterThanOrEqualTo(slow.plus(FULL_WAIT)));
    }

    @Test
    void shouldWaitForAConsumerThatRegisteredRightBeforeTheHandoverBegan() {
        // Given
        tokens.beforeNextWrite(() -> register(R1, "late"));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(completed.finish())
                .isEqualTo(Finish.VIEWS_EXPIRED));
    }

    @Test
    void shouldWaitTheFullTimeIfTheConsumersCannotBeListed() {
        // Given
        objects.setUnlistable(true);

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.VIEWS_EXPIRED);
            assertThat(completed.completed()).isGreaterThanOrEqualTo(FULL_WAIT);
        });
    }

    @Test
    void shouldNotWaitWhereEverySinkIsFenced() {
        // Given
        register(R1, "busy");

        // When
        HandoverOutcome outcome = handover(HandoverMode.FENCED).carryOut(HandoverOrder.planned(R2, "test"), TIMEOUT);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.FENCED);
            assertThat(completed.completed()).isLessThan(Duration.ofMillis(50));
        });
        assertThat(registrations.running(R1)).hasSize(1);
    }

    /** A region that can be read and not written to is demoted and caught up over and over. */
    @Test
    void shouldNotStartTheWaitAnewWhenTheTokenChangesOnTheWay() {
        // Given
        register(R1, "killed");
        for (int i = 1; i <= 10; i++) {
            time.at(Duration.ofSeconds(i), () -> {
                tokens.change(token -> token.demote(R3, audit("r3 is down", "monitor@r2")));
                tokens.change(token -> token.beginCatchUp(R3, audit("r3 answers", "agent@r3")));
            });
        }

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.VIEWS_EXPIRED);
            assertThat(completed.completed().minus(completed.begun())).isBetween(FULL_WAIT, FULL_WAIT.plusMillis(50));
        });
    }

    @Test
    void shouldBeContentIfAMonitorCompletesItFirst() {
        // Given
        register(R1, "killed");
        time.at(
                Duration.ofSeconds(1),
                () -> tokens.change(token -> token.completeHandover(R2, audit("done", "monitor@r2"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.finish()).isEqualTo(Finish.BY_ANOTHER);
            assertThat(completed.token().active()).isEqualTo(R2);
            assertThat(completed.completed()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1100));
        });
        assertThat(tokens.bodies()).hasSize(1);
    }

    @Test
    void shouldBeContentIfAMonitorCompletesItAtTheVeryMoment() {
        // Given
        tokens.nextWrites(Fault.NONE);
        time.at(
                Duration.ofMillis(10),
                () -> tokens.beforeNextWrite(
                        () -> tokens.change(token -> token.completeHandover(R2, audit("done", "monitor@r2")))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(completed.finish())
                .isEqualTo(Finish.BY_ANOTHER));
        assertThat(tokens.newest().term()).isEqualTo(new Term(2));
    }

    @Test
    void shouldSayWhoAbortedItUnderWay() {
        // Given
        register(R1, "busy");
        time.at(
                Duration.ofMillis(300),
                () -> tokens.change(token -> token.abortHandover(audit("not now", "operator:bob"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Aborted.class, aborted -> {
            assertThat(aborted.why()).isEqualTo("it was aborted by operator:bob (not now)");
            assertThat(aborted.token().admits(R1)).isTrue();
        });
    }

    @Test
    void shouldSayThatAnotherHandoverWasBegunInstead() {
        // Given
        register(R1, "busy");
        time.at(Duration.ofMillis(300), () -> {
            tokens.change(token -> token.abortHandover(audit("not now", "operator:bob")));
            tokens.change(token -> token.beginHandover(R3, audit("rather r3", "operator:bob")));
        });

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Aborted.class, aborted -> assertThat(aborted.why())
                .contains("a handover to r3 was begun instead"));
        assertThat(tokens.newest().handoverTo()).isEqualTo(R3);
    }

    @Test
    void shouldPutTheBatonBackIfTheTargetIsLostOnTheWay() {
        // Given
        register(R1, "busy");
        time.at(
                Duration.ofMillis(300),
                () -> tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Aborted.class, aborted -> {
            assertThat(aborted.why()).isEqualTo("r2 is OUT now");
            assertThat(aborted.token().admits(R1)).isTrue();
        });
    }

    @Test
    void shouldSayWhatToDoIfTheTargetIsLostAndTheBatonCannotStay() {
        // Given
        register(R1, "busy");
        time.at(Duration.ofMillis(300), () -> {
            tokens.change(token -> token.demote(R1, audit("r1 is down", "monitor@r2")));
            tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));
        });

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome)
                .isEqualTo(
                        new Unsettled(
                                "the handover to r2 cannot go on, as r2 is OUT now, and cannot be aborted, as r1 is"
                                        + " OUT, so events may be missing in the middle of its log; hand over to r3. Nobody processes until then"));
    }

    @Test
    void shouldRedirectAHandoverThatHasLostItsTarget() {
        // Given
        tokens.change(token -> token.demote(R1, audit("r1 is down", "monitor@r2")));
        tokens.change(token -> token.beginHandover(R2, audit("r1 is down", "monitor@r2")));
        tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));

        // When
        HandoverOutcome outcome = switchOver(R3);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told).containsExactly("begun");
        assertThat(tokens.newest().active()).isEqualTo(R3);
    }

    /** No gate has opened meanwhile, as no gate opens again in a term. */
    @Test
    void shouldNotStartTheWaitAnewWhenTheHandoverWasRedirectedThereAndBack() {
        // Given
        register(R1, "killed");
        time.at(Duration.ofMillis(2190), () -> {
            tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1")));
            tokens.change(token -> token.beginHandover(R3, audit("r3 is up", "monitor@r1")));
            tokens.change(token -> token.beginCatchUp(R2, audit("back", "agent@r2")));
            tokens.change(token -> token.promote(R2, 1, audit("whole", "agent@r2")));
            tokens.change(token -> token.demote(R3, audit("r3 is down", "monitor@r1")));
            tokens.change(token -> token.beginHandover(R2, audit("r2 is up", "monitor@r1")));
        });

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> assertThat(completed.completed())
                .isBetween(FULL_WAIT, FULL_WAIT.plusMillis(60)));
    }

    @Test
    void shouldDriveAHandoverOnThatHadBegunBefore() {
        // Given
        tokens.change(token -> token.beginHandover(R2, audit("begun", "operator:bob")));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told).containsExactly("joined");
        assertThat(tokens.newest().active()).isEqualTo(R2);
    }

    @Test
    void shouldNotTouchARegionThatIsBeingCaughtUpInPlace() {
        // Given
        tokens.change(token -> token.demote(R1, audit("r1 is down", "monitor@r2")));
        tokens.change(token -> token.beginHandover(R1, audit("in place", "agent@r1")));

        // When
        HandoverOutcome outcome = switchOver(R1);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.rule())
                .isEqualTo("C"));
        assertThat(tokens.bodies()).isEmpty();
    }
}
