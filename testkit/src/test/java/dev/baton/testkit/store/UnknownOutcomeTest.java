package dev.baton.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.token.ObjectTokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a write of the token is settled whose outcome the object store does not know. */
class UnknownOutcomeTest {

    private static final String KEY = "payments/token";
    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final List<String> calls = new ArrayList<>();
    private long nowNanos = Long.MAX_VALUE - 1; // a monotonic clock may begin anywhere, and wrap

    private final ObjectTokenStore tokens =
            new ObjectTokenStore(objects, "payments", DEADLINE, () -> nowNanos, pause -> nowNanos += pause.toNanos());

    /** Another process, which never has any trouble. */
    private final ObjectTokenStore rival = new ObjectTokenStore(objects, "payments");

    private final Token first = Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1500), audit("first"));
    private final Token mine = legal(first.demote(R2, audit("mine")));
    private final Token theirs = legal(first.beginHandover(R2, audit("theirs")));

    @BeforeEach
    void countCalls() {
        objects.beforeEachCall(calls::add);
    }

    @Test
    void shouldSettleALostAnswerByReading() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.ANSWER_LOST);
        calls.clear();

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Applied(mine));
        assertThat(calls).containsExactly("get " + KEY, "put " + KEY, "get " + KEY);
    }

    @Test
    void shouldNotTakeItsOwnWriteForAConflict() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REPEATED);

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Applied(mine));
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST", "LATE", "REPEATED"})
    void shouldCreateOnceWhateverBecomesOfTheFirstPut(PutFault fault) {
        // Given
        objects.failNextPuts(fault);

        // When
        CasOutcome outcome = tokens.create(first);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Applied(first));
        assertThat(objects.deliverLate()).isZero();
        assertThat(tokens.read()).isEqualTo(first);
    }

    @Test
    void shouldWriteTheSameBodyAgainWhileNothingHasChanged() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REQUEST_LOST, PutFault.LATE, PutFault.REQUEST_LOST);

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Applied(mine));
        assertThat(objects.deliverLate()).isZero();
        assertThat(tokens.read()).isEqualTo(mine);
    }

    @Test
    void shouldConflictWhenALostWriteWasOvertaken() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.LATE);
        after("put", () -> rival.compareAndSet(first, theirs));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Conflict(theirs));
        assertThat(objects.deliverLate()).isZero();
    }

    @Test
    void shouldNotDenyAWriteThatWasAppliedAndReplaced() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.ANSWER_LOST);
        after("put", () -> rival.compareAndSet(mine, legal(mine.beginCatchUp(R2, audit("onward")))));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isInstanceOf(CasOutcome.Unknown.class).asString().contains("moved on to version 3");
    }

    /** The first request was applied; the answer is that to its repetition. */
    @Test
    void shouldNotDenyAWriteThatWasRepeatedOnTheWayAndReplaced() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REPEATED);
        after("put", () -> rival.compareAndSet(mine, legal(mine.beginCatchUp(R2, audit("onward")))));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome)
                .isInstanceOf(CasOutcome.Unknown.class)
                .asString()
                .contains("may have come twice", "to version 3");
    }

    @Test
    void shouldNotClaimAWriteThatWasLostAndOvertakenTwice() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REQUEST_LOST);
        after("put", () -> {
            rival.compareAndSet(first, theirs);
            rival.compareAndSet(theirs, legal(theirs.abortHandover(audit("onward"))));
        });

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isInstanceOf(CasOutcome.Unknown.class);
    }

    @Test
    void shouldConflictForCertainIfOthersWroteTwiceBeforeAnythingWasSent() {
        // Given
        tokens.create(first);
        Token onward = legal(theirs.abortHandover(audit("onward")));
        before("get", () -> {
            rival.compareAndSet(first, theirs);
            rival.compareAndSet(theirs, onward);
        });

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Conflict(onward));
    }

    @Test
    void shouldGiveUpAsUnknownAtItsDeadline() {
        // Given
        tokens.create(first);
        after("put", () -> objects.setReachable(false));
        objects.failNextPuts(PutFault.LATE);

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome)
                .isInstanceOf(CasOutcome.Unknown.class)
                .asString()
                .contains("no answer to put", "Afterwards");
        assertThat(nowNanos - (Long.MAX_VALUE - 1))
                .isBetween(DEADLINE.toNanos(), DEADLINE.plusMillis(200).toNanos());
        assertThat(calls.size()).isLessThan(40);

        // When
        objects.setReachable(true);

        // Then
        assertThat(objects.deliverLate()).isEqualTo(1);
        assertThat(tokens.compareAndSet(first, mine)).isEqualTo(new CasOutcome.Applied(mine));
    }

    @Test
    void shouldGoOnReadingUntilTheStoreAnswersAgain() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.ANSWER_LOST);
        after("put", () -> objects.failNextReads(3));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Applied(mine));
    }

    @Test
    void shouldNotSayThatNothingWasChangedIfAnEarlierPutWasLost() {
        // Given
        tokens.create(first);
        PutFault[] faults = new PutFault[100];
        Arrays.fill(faults, PutFault.REFUSED);
        objects.failNextPuts(PutFault.LATE);
        objects.failNextPuts(faults);

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isInstanceOf(CasOutcome.Unknown.class).asString().contains("full");
        assertThat(objects.deliverLate()).isEqualTo(1);
    }

    @Test
    void shouldStopSettlingWhenInterrupted() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REQUEST_LOST);
        before("put", () -> Thread.currentThread().interrupt());

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isInstanceOf(CasOutcome.Unknown.class);
    }

    @Test
    void shouldNotKnowIfTheTokenIsGoneAfterALostWrite() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.LATE);
        after("put", () -> objects.delete(KEY));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isInstanceOf(CasOutcome.Unknown.class).asString().contains("no token");
    }

    /** Runs once, before the next call of this kind reaches the store. */
    private void before(String call, Runnable what) {
        objects.beforeEachCall(now -> {
            calls.add(now);
            if (now.startsWith(call)) {
                objects.beforeEachCall(calls::add);
                what.run();
            }
        });
    }

    /** Runs once, after the next call of this kind, before the one that follows it. */
    private void after(String call, Runnable what) {
        before(
                call,
                () -> objects.beforeEachCall(now -> {
                    calls.add(now);
                    objects.beforeEachCall(calls::add);
                    what.run();
                }));
    }

    private static Audit audit(String writeId) {
        return new Audit("a test", "monitor@r1", Instant.EPOCH, writeId);
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        });
    }
}
