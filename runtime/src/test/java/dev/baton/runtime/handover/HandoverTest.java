package dev.baton.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.handover.FakeTokens.Fault;
import dev.baton.runtime.handover.HandoverOutcome.Aborted;
import dev.baton.runtime.handover.HandoverOutcome.Completed;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.handover.HandoverOutcome.Unsettled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final RegionId R3 = new RegionId("r3");
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration FULL_WAIT = Duration.ofMillis(2200);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final AtomicInteger writes = new AtomicInteger();
    private final FakeTime time = new FakeTime();
    private final FakeObjects objects = new FakeObjects();
    private final Registrations registrations = new Registrations(objects, "payments");
    private final FakeTokens tokens =
            new FakeTokens(Token.first("payments", List.of(R1, R2, R3), R1, TTL, audit("first", "somebody")));
    private final List<String> told = new ArrayList<>();

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
            assertThat(completed.token().audit().reason()).contains("upgrade of r1", "every consumer of r1 has stopped");
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

    @Test
    void shouldStartTheWaitAnewWhenTheTokenChangesOnTheWay() {
        // Given
        register(R1, "killed");
        time.at(Duration.ofSeconds(1), () -> tokens.change(token -> token.demote(R3, audit("r3 is down", "monitor@r2"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(
                Completed.class,
                completed -> assertThat(completed.completed()).isGreaterThanOrEqualTo(FULL_WAIT.plusSeconds(1)));
    }

    @Test
    void shouldBeContentIfAMonitorCompletesItFirst() {
        // Given
        register(R1, "killed");
        time.at(Duration.ofSeconds(1), () -> tokens.change(token -> token.completeHandover(R2, audit("done", "monitor@r2"))));

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
        assertThat(outcome).isInstanceOfSatisfying(
                Completed.class, completed -> assertThat(completed.finish()).isEqualTo(Finish.BY_ANOTHER));
        assertThat(tokens.newest().term()).isEqualTo(new Term(2));
    }

    @Test
    void shouldSayWhoAbortedItUnderWay() {
        // Given
        register(R1, "busy");
        time.at(Duration.ofMillis(300), () -> tokens.change(token -> token.abortHandover(audit("not now", "operator:bob"))));

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
        assertThat(outcome).isInstanceOfSatisfying(
                Aborted.class, aborted -> assertThat(aborted.why()).contains("a handover to r3 was begun instead"));
        assertThat(tokens.newest().handoverTo()).isEqualTo(R3);
    }

    @Test
    void shouldPutTheBatonBackIfTheTargetIsLostOnTheWay() {
        // Given
        register(R1, "busy");
        time.at(Duration.ofMillis(300), () -> tokens.change(token -> token.demote(R2, audit("r2 is down", "monitor@r1"))));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Aborted.class, aborted -> {
            assertThat(aborted.why()).isEqualTo("r2 is OUT now");
            assertThat(aborted.token().admits(R1)).isTrue();
        });
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
        assertThat(outcome).isInstanceOfSatisfying(
                Refused.class, refused -> assertThat(refused.rule()).isEqualTo("C"));
        assertThat(tokens.bodies()).isEmpty();
    }

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
        assertThat(outcome).isInstanceOf(Completed.class);
        assertThat(told).containsExactly("in doubt: begin handover to r2", "begun", "in doubt: complete handover to r2");
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
        assertThat(outcome).isInstanceOfSatisfying(
                Unsettled.class,
                unsettled -> assertThat(unsettled.why())
                        .isEqualTo("it is not known whether the handover to r2 has begun, after 30 s: begin handover to r2: the request was lost"));
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
                .containsExactly("begun", "trouble: The store does not answer", "trouble: The disk is full. Nothing was changed.");
    }

    @Test
    void shouldSayWhatIsLeftHalfDoneIfTheStoreStaysAway() {
        // Given
        time.at(Duration.ofMillis(10), () -> tokens.setUnreadable(true));

        // When
        HandoverOutcome outcome = switchOver(R2);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(
                Unsettled.class,
                unsettled -> assertThat(unsettled.why())
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
        assertThat(outcome).isInstanceOfSatisfying(
                Refused.class, refused -> assertThat(refused.why()).contains("3000 ms is too short", "3200 ms"));
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
        assertThat(refused).isInstanceOfSatisfying(Refused.class, why -> assertThat(why.rule()).isEqualTo("S"));
        assertThat(forced).isInstanceOf(Completed.class);
        assertThat(tokens.newest().active()).isEqualTo(R2);
        assertThat(tokens.newest().sync(R1)).isEqualTo(Sync.OUT);
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
        assertThat(outcome).isInstanceOfSatisfying(
                Refused.class, refused -> assertThat(refused.why()).contains("'r9' is none of the regions [r1, r2, r3]"));
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
        assertThat(outcome).isInstanceOfSatisfying(
                Completed.class, completed -> assertThat(completed.token().active()).isEqualTo(R2));
    }

    private HandoverOutcome switchOver(RegionId to) {
        return handover(HandoverMode.WAIT).carryOut(HandoverOrder.planned(to, "upgrade of r1"), TIMEOUT);
    }

    private Handover handover(HandoverMode mode) {
        HandoverPorts ports = new HandoverPorts(
                tokens, registrations, reason -> audit(reason, "operator:ann"), time::nanoTime, time::pause);
        return new Handover(ports, mode, new Recorder());
    }

    private Registration register(RegionId region, String instance) {
        Registration registration = registrations.prepare(region, "flights", instance, 1, "n" + writes.incrementAndGet());
        registrations.add(registration);
        return registration;
    }

    private Audit audit(String reason, String by) {
        return new Audit(reason, by, Instant.EPOCH, "w" + writes.incrementAndGet());
    }

    /** Keeps what people would read. */
    private final class Recorder implements HandoverListener {

        @Override
        public void applied(String what, Token token, Duration after) {
            told.add("applied: " + what);
        }

        @Override
        public void begun(Token token, boolean joined, Duration after) {
            told.add(joined ? "joined" : "begun");
        }

        @Override
        public void waiting(List<String> running, Duration atMost) {
            told.add("waiting for " + running + " " + atMost.toMillis() + " ms");
        }

        @Override
        public void conflict(Token current) {
            told.add("conflict with version " + current.version() + " by " + current.audit().by());
        }

        @Override
        public void inDoubt(String what, String why) {
            told.add("in doubt: " + what);
        }

        @Override
        public void trouble(String why) {
            told.add("trouble: " + why);
        }
    }
}
