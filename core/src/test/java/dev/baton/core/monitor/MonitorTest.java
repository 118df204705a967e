package dev.baton.core.monitor;

import static dev.baton.core.monitor.Decision.Change.ABORT_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.BEGIN_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.COMPLETE_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.DEMOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision.Change;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MonitorTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final RegionId R3 = new RegionId("r3");
    private static final Audit ALICE = new Audit("maintenance", "alice", Instant.EPOCH, "a1");
    private static final Audit OTHER_MONITOR = new Audit("r1 is down", "monitor@r1", Instant.EPOCH, "m1");
    private static final Signature SIGNATURE = new Signature("monitor@r2", Instant.EPOCH, "w1");
    private static final Token REST = Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1_500), ALICE);
    private static final Token REST_OF_THREE =
            Token.first("payments", List.of(R1, R2, R3), R1, Duration.ofMillis(1_500), ALICE);
    private static final Duration VIEWS_EXPIRE = Duration.ofMillis(1_650);

    private final Monitor monitor = new Monitor(MonitorPolicy.DEFAULT);

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
        Verdict before = monitor.decide(state, SIGNATURE, seconds(39));
        Verdict after = monitor.decide(state, SIGNATURE, seconds(40));
        // Then
        assertHeld(before, "cool-down of 30 s");
        assertThat(before.wakeAfter()).isEqualTo(Duration.ofSeconds(1));
        assertWrites(after, BEGIN_HANDOVER, R1);
    }

    @Test
    void shouldWaitForAPersonWhenTheBudgetIsUsedUpAndGoOnADayLater() {
        // Given
        Monitor thrifty = new Monitor(new MonitorPolicy(SwitchPolicy.AUTO, health(), false, Duration.ZERO, 2));
        Token token = REST;
        MonitorState state = seeing(token, up(R1), up(R2));
        for (int i = 1; i <= 2; i++) {
            token = resynced(switched(token, i % 2 == 1 ? R2 : R1, OTHER_MONITOR), R1);
            state = state.saw(token, seconds(i * 60));
        }
        state = down(R1).apply(state.saw(legal(token.demote(R1, ALICE)), seconds(180)));
        // When
        Verdict before = thrifty.decide(state, SIGNATURE, seconds(240));
        Verdict after = thrifty.decide(state, SIGNATURE, seconds(24 * 3_600 + 60));
        // Then
        assertHeld(before, "2 automatic switches in 24 h. Waiting for a person");
        assertThat(before.wakeAfter()).isEqualTo(Duration.ofDays(1).minusMinutes(3));
        assertWrites(after, BEGIN_HANDOVER, R2);
    }

    // ---- rule 1

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
        Verdict early = monitor.decide(state, SIGNATURE, seconds(10) + VIEWS_EXPIRE.toNanos() - 1);
        Verdict due = monitor.decide(state, SIGNATURE, seconds(10) + VIEWS_EXPIRE.toNanos());
        // Then
        assertThat(early).isEqualTo(new Verdict(new Decision.Nothing(), Duration.ofNanos(1)));
        assertWrites(due, COMPLETE_HANDOVER, R2);
    }

    @Test
    void shouldWaitAnewAfterAnyChangeOfVersion() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        Token again = legal(legal(begun.abortHandover(ALICE)).beginHandover(R2, ALICE));
        MonitorState state =
                seeing(begun, up(R1), up(R2)).consumersStopped(begun.version()).saw(again, seconds(5));
        // When
        Verdict verdict = monitor.decide(state.saw(again, seconds(6)), SIGNATURE, seconds(6));
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
        Token whole = legal(legal(begun.beginCatchUp(R1, ALICE)).promote(R1, ALICE));
        // When
        Verdict catchingUp = decide(seeing(begun, up(R1), up(R2)), seconds(60));
        Verdict done = decide(seeing(whole, up(R1), up(R2)), seconds(60));
        // Then
        assertThat(catchingUp.decision()).isEqualTo(new Decision.Nothing());
        assertWrites(done, COMPLETE_HANDOVER, R1);
    }

    @Test
    void shouldSayWhyAnAbortIsRefused() {
        // Given a handover to r2, r2 lost, while the active region is catching up
        Token begun = legal(legal(REST_OF_THREE.demote(R1, ALICE)).beginHandover(R2, ALICE));
        Token stuck = legal(legal(begun.beginCatchUp(R1, ALICE)).demote(R2, ALICE));
        // When
        Verdict verdict = decide(seeing(stuck, up(R1), down(R2), up(R3)), 0);
        // Then
        assertHeld(verdict, "abort handover to r2 is refused by rule C");
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

    // ---- the vocabulary of these tests

    private Verdict decide(MonitorState state, long nowNanos) {
        return monitor.decide(state, SIGNATURE, nowNanos);
    }

    private static Token assertWrites(Verdict verdict, Change change, RegionId region) {
        assertThat(verdict.decision()).isInstanceOf(Decision.Write.class);
        Decision.Write write = (Decision.Write) verdict.decision();
        assertThat(write.change()).isEqualTo(change);
        assertThat(write.region()).isEqualTo(region);
        return write.next();
    }

    private static void assertHeld(Verdict verdict, String because) {
        assertThat(verdict.decision()).isInstanceOf(Decision.Held.class);
        assertThat(((Decision.Held) verdict.decision()).why()).contains(because);
    }

    @SafeVarargs
    private static MonitorState seeing(Token token, UnaryOperator<MonitorState>... healths) {
        MonitorState state = MonitorState.initial().saw(token, 0);
        for (UnaryOperator<MonitorState> health : healths) {
            state = health.apply(state);
        }
        return state;
    }

    private static UnaryOperator<MonitorState> up(RegionId region) {
        return state -> state.succeeded(region, probe(0), health());
    }

    private static UnaryOperator<MonitorState> down(RegionId region) {
        return state -> {
            MonitorState failing = state;
            for (int sent = 0; sent <= 1_000; sent += 250) {
                failing = failing.failed(region, probe(sent), "refused", health());
            }
            return failing;
        };
    }

    private static ProbeTime probe(long atMillis) {
        long at = Duration.ofMillis(atMillis).toNanos();
        return new ProbeTime(at, at);
    }

    private static HealthPolicy health() {
        return HealthPolicy.DEFAULT;
    }

    private static MonitorPolicy policy(SwitchPolicy switching, boolean fenced) {
        return new MonitorPolicy(switching, health(), fenced, Duration.ofSeconds(30), 10);
    }

    private static Token switched(Token token, RegionId to, Audit by) {
        return legal(legal(token.beginHandover(to, by)).completeHandover(to, by));
    }

    private static Token resynced(Token token, RegionId region) {
        return token.sync(region) == Sync.IN_SYNC
                ? token
                : legal(legal(token.beginCatchUp(region, ALICE)).promote(region, ALICE));
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.rule() + ": " + refused.why());
        });
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
