package dev.baton.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.CatchUpPorts;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.catchup.DeliveryReader;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.catchup.Turn;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.testkit.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine of catch-up on logs, a token and a journal in memory, with a clock that the test moves. */
class CatchUpTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final LogId LOG = new LogId("flights", 0);
    private static final LogId QUIET = new LogId("flights", 1);
    private static final List<LogId> LOGS = List.of(LOG, QUIET);
    private static final long P = 7;
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final int MOST_STEPS = 3_000;

    /** The process has died. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ObjectTokenStore tokens = new ObjectTokenStore(store, "payments");
    private final JournalStore journals = new JournalStore(store, "payments");
    private final AtomicInteger writeIds = new AtomicInteger();
    private final List<String> said = new ArrayList<>();
    private InMemoryRegionLogs r1;
    private InMemoryRegionLogs r2;
    private long nanos;
    private int callsLeft = Integer.MAX_VALUE;

    @BeforeEach
    void loseR2AndGoOn() {
        r1 = new InMemoryRegionLogs(R1, LOGS, this::called);
        r2 = new InMemoryRegionLogs(R2, LOGS, this::called);
        tokens.create(Token.first("payments", List.of(R1, R2), R1, TTL, audit("first")));
        direct(0, 10);
        change((token, by) -> token.demote(R2, by));
        LongStream.range(10, 30).forEach(sequence -> r1.append(LOG, P, sequence));
        r2.append(LOG, P, 12); // a frozen region has executed it when it thawed
    }

    private void called() {
        if (callsLeft-- == 0) {
            throw new Killed();
        }
    }

    @Test
    void shouldMakeARegionWholeThatWasAway() {
        // When
        drive(driver("a"));

        // Then
        assertWhole(30);
        assertThat(r2.written(LOG).stream().filter(each -> each.episode() == 1)).hasSize(20);
        assertThat(journals.read(R2).log(LOG).spans()).hasSize(1);
        assertThat(journals.read(R2).log(QUIET).spans()).isEmpty();
    }

    @Test
    void shouldNotBeginBeforeTheGateIsClosedForCertainAndTheRegionHasAnsweredForAWhile() {
        // Given
        CatchUp driver = driver("a");
        Duration expires = token().viewsExpireIn();

        // When
        Turn first = driver.step();
        nanos += expires.toNanos() - 1;
        Turn second = driver.step();
        nanos += 1;
        driver.step();

        // Then
        assertThat(first).isInstanceOf(Turn.Waiting.class);
        assertThat(second).isInstanceOf(Turn.Waiting.class);
        assertThat(token().sync(R2)).isEqualTo(Sync.CATCHING_UP);
    }

    @Test
    void shouldWaitBeforeItTakesTheSourcesEnd() {
        // Given
        CatchUp driver = driver("a");
        until(driver, () -> token().sync(R2) == Sync.CATCHING_UP);

        // When: a producer whose view still says OUT
        until(driver, () -> journals.read(R2).episode() == 1);
        driver.step();
        r1.append(LOG, P, 30);
        drive(driver);

        // Then
        assertWhole(31);
    }

    @Test
    void shouldKeepTheOrderOfWhatIsWrittenDirectlyMeanwhile() {
        // Given
        CatchUp driver = driver("a");
        until(driver, () -> journals.read(R2).log(LOG).checkpoint() != null);

        // When
        direct(30, 40);
        driver.step();
        direct(40, 50);
        drive(driver);
        direct(50, 60);

        // Then
        assertWhole(60);
    }

    @Test
    void shouldStartAnewWhenTheRegionGoesOutAgain() {
        // Given
        CatchUp driver = driver("a", 500);
        until(driver, () -> r2.written(LOG).size() > 13);
        change((token, by) -> token.demote(R2, by));
        LongStream.range(30, 35).forEach(sequence -> r1.append(LOG, P, sequence));

        // When
        drive(driver);

        // Then
        assertThat(token().regions().get(R2).episode()).isEqualTo(2);
        assertWhole(35);
    }

    @Test
    void shouldGoOnWhenTheSourceAnswersAgain() {
        // Given
        CatchUp driver = driver("a", 500);
        until(driver, () -> r2.written(LOG).size() > 13);

        // When
        r1.setDown(true);
        IntStream.range(0, 20).forEach(i -> step(driver));
        r1.setDown(false);
        drive(driver);

        // Then
        assertThat(said).anyMatch(why -> why.contains("r1 does not answer"));
        assertWhole(30);
    }

    @Test
    void shouldStandByWhileAnotherDrivesAndTakeOverWhenItIsGone() {
        // Given
        CatchUp first = driver("a", 100);
        CatchUp second = driver("b");
        until(first, () -> r2.written(LOG).size() > 13);

        // When
        for (int i = 0; i < 10; i++) {
            step(first);
            assertThat(step(second)).isInstanceOf(Turn.Waiting.class);
        }
        drive(second);

        // Then
        assertWhole(30);
        assertThat(step(first)).isInstanceOf(Turn.InSync.class);
    }

    @Test
    void shouldDoNoHarmWhenTwoDriveAtTheSameTime() {
        // Given
        CatchUp first = driver("a", 400);
        until(first, () -> r2.written(LOG).size() > 13);
        nanos += Duration.ofSeconds(11).toNanos(); // it hangs
        CatchUp second = driver("b", 400);
        until(second, () -> journals.read(R2).owner().equals("b"));

        // When
        int copied = r2.written(LOG).size();
        for (int i = 0; i < MOST_STEPS && token().sync(R2) != Sync.IN_SYNC; i++) {
            step(i % 2 == 0 ? first : second);
        }

        // Then
        assertThat(r2.written(LOG)).hasSizeGreaterThan(copied);
        assertWhole(30);
    }

    @Test
    void shouldWriteLeftoversToTheSourceWhereOrderAllows() {
        // Given
        r2.append(LOG, 8, 0); // its producer was given up before anybody else had it
        r2.append(LOG, 8, 1);
        r2.append(LOG, 9, 5); // and nobody knows what became of those before

        // When
        drive(driver("a"));

        // Then
        assertThat(r1.written(LOG)).anyMatch(each -> each.producer() == 8 && each.sequence() == 0);
        assertThat(r1.written(LOG)).anyMatch(each -> each.producer() == 8 && each.sequence() == 1);
        assertThat(r1.written(LOG)).noneMatch(each -> each.producer() == 9);
        assertThat(r1.written(LOG)).allMatch(each -> each.episode() == 0);
    }

    @Test
    void shouldNotPassOverWhatRetentionHasDeleted() {
        // Given
        r1.deleteBefore(LOG, 15);
        CatchUp driver = driver("a");

        // When
        Turn stuck = null;
        for (int i = 0; i < MOST_STEPS && !(stuck instanceof Turn.Stuck); i++) {
            stuck = step(driver);
        }

        // Then
        assertThat(stuck).isInstanceOf(Turn.Stuck.class);
        assertThat(token().sync(R2)).isEqualTo(Sync.CATCHING_UP);
        assertThat(journals.read(R2).trouble()).contains("r1", "flights-0", "before offset 15", "--accept-gaps");
        drive(new CatchUp(
                new CatchUpSettings(R2, "c", Long.MAX_VALUE, Duration.ZERO, false, true), ports(), listener()));
        assertThat(token().sync(R2)).isEqualTo(Sync.IN_SYNC);
    }

    /** Its disks were lost: what was noted of the old log does not hold for the new one. */
    @Test
    void shouldFillALogThatWasMadeAnew() {
        // Given
        drive(driver("a"));
        change((token, by) -> token.demote(R2, by));
        LongStream.range(30, 40).forEach(sequence -> r1.append(LOG, P, sequence));
        r2 = new InMemoryRegionLogs(R2, LOGS, this::called);

        // When
        drive(driver("b"));

        // Then
        assertWhole(40);
    }

    @Test
    void shouldKeepToItsRate() {
        // Given
        CatchUp driver = driver("a", 200); // two events a second, and twenty to copy
        until(driver, () -> journals.read(R2).log(LOG).checkpoint() != null);
        long begun = nanos;

        // When
        drive(driver);

        // Then
        assertThat(Duration.ofNanos(nanos - begun)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(13));
    }

    @Test
    void shouldCatchUpTheActiveRegionInPlaceOnlyIfAsked() {
        // Given
        drive(driver("a"));
        change((token, by) -> token.demote(R1, by));
        LongStream.range(30, 35).forEach(sequence -> r2.append(LOG, P, sequence));
        CatchUp polite = new CatchUp(
                new CatchUpSettings(R1, "b", Long.MAX_VALUE, Duration.ZERO, false, false), ports(), listener());
        CatchUp inPlace = new CatchUp(
                new CatchUpSettings(R1, "c", Long.MAX_VALUE, Duration.ZERO, true, false), ports(), listener());

        // When
        IntStream.range(0, 200).forEach(i -> step(polite));
        Token before = token();
        until(inPlace, () -> token().sync(R1) == Sync.IN_SYNC);

        // Then
        assertThat(before.sync(R1)).isEqualTo(Sync.OUT);
        assertThat(said).anyMatch(why -> why.contains("r1 is active"));
        assertThat(token().handoverTo()).as("a monitor completes it").isEqualTo(R1);
        assertWhole(35);
    }

    static IntStream crashPoints() {
        return IntStream.range(0, 60);
    }

    /** Killed at every call to a region, one after the other; another goes on. */
    @ParameterizedTest
    @MethodSource("crashPoints")
    void shouldBeResumedByAnotherWhereverItWasKilled(int calls) {
        // Given
        try (CatchUp killed = driver("a", 2_000)) {
            callsLeft = calls;
            drive(killed);
        } catch (Killed expected) {
            callsLeft = Integer.MAX_VALUE;
        }
        callsLeft = Integer.MAX_VALUE;
        if (token().sync(R2) != Sync.OUT) {
            direct(30, 33);
        } else {
            LongStream.range(30, 33).forEach(sequence -> r1.append(LOG, P, sequence));
        }

        // When
        drive(driver("b"));

        // Then
        assertWhole(33);
    }

    private CatchUp driver(String owner) {
        return driver(owner, Long.MAX_VALUE);
    }

    private CatchUp driver(String owner, long bytesPerSecond) {
        return new CatchUp(
                new CatchUpSettings(R2, owner, bytesPerSecond, Duration.ZERO, false, false), ports(), listener());
    }

    private CatchUpPorts ports() {
        return new CatchUpPorts(
                tokens,
                journals,
                new TreeMap<RegionId, RegionLogs>(Map.of(R1, r1, R2, r2)),
                this::audit,
                () -> nanos,
                pause -> nanos += pause.toNanos());
    }

    private CatchUpListener listener() {
        return new CatchUpListener() {
            @Override
            public void waiting(String why) {
                said.add(why);
            }
        };
    }

    private void drive(CatchUp driver) {
        until(driver, () -> token().sync(R2) == Sync.IN_SYNC);
    }

    private interface Condition {
        boolean holds();
    }

    private void until(CatchUp driver, Condition condition) {
        for (int i = 0; !condition.holds(); i++) {
            assertThat(i).as("steps; it said %s", said).isLessThan(MOST_STEPS);
            step(driver);
        }
    }

    private Turn step(CatchUp driver) {
        Turn turn = driver.step();
        nanos += Duration.ofMillis(50).toNanos();
        return turn;
    }

    /** Everything of {@code P} is in r2, and in order; and of all others nothing has changed in r1. */
    private void assertWhole(long events) {
        List<Long> inOrder = LongStream.range(0, events).boxed().toList();
        assertThat(delivered(r2)).containsExactlyElementsOf(inOrder);
        assertThat(delivered(r1)).containsExactlyElementsOf(inOrder);
        assertThat(token().sync(R2)).isEqualTo(Sync.IN_SYNC);
    }

    private Set<Long> delivered(InMemoryRegionLogs region) {
        Set<Long> delivered = new LinkedHashSet<>();
        RegionJournal journal = journals.read(region.region());
        try (DeliveryReader reader = new DeliveryReader(
                region,
                Map.of(
                        LOG,
                        new DeliveryReader.Stretch(
                                0, region.written(LOG).size(), journal.log(LOG).spans())))) {
            while (!reader.isDone()) {
                reader.poll(Duration.ZERO)
                        .values()
                        .forEach(records -> records.forEach(each -> delivered.add(each.sequence())));
            }
        }
        return delivered;
    }

    private void direct(long from, long to) {
        LongStream.range(from, to).forEach(sequence -> {
            r1.append(LOG, P, sequence);
            r2.append(LOG, P, sequence);
        });
    }

    private Token token() {
        return tokens.read();
    }

    private void change(BiFunction<Token, Audit, Transition> change) {
        Token current = token();
        tokens.compareAndSet(current, change.apply(current, audit("test")).fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        }));
    }

    private Audit audit(String reason) {
        return new Audit(reason, "test", Instant.EPOCH, "w" + writeIds.incrementAndGet());
    }
}
