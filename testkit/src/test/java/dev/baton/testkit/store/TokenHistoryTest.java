package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.store.StoredObject;
import dev.baton.runtime.token.HistoryWalk;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.token.TokenHistory;
import dev.baton.runtime.token.TokenJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every version below the newest is in the history, whoever dies when. */
class TokenHistoryTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String ENTRY = "payments/history/00000000000";

    /** Of a writer that dies right after its write. */
    private static final Executor DEAD = task -> {};

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final TokenHistory history = new TokenHistory(objects, "payments");
    private final Token first = Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1500), audit("first"));
    private final Token second = legal(first.demote(R2, audit("second")));
    private final Token third = legal(second.beginCatchUp(R2, audit("third")));
    private final Token fourth = legal(third.promote(R2, 1, audit("fourth")));
    private long nowNanos;

    @Test
    void shouldKeepEachVersionRightAfterItsWrite() {
        // Given
        ObjectTokenStore tokens = tokens(Runnable::run);

        // When
        tokens.create(first);
        tokens.compareAndSet(first, second);

        // Then
        assertThat(history.read(1).orElseThrow().token()).isEqualTo(first);
        assertThat(history.read(1).orElseThrow().previous()).isNull();
        assertThat(history.read(2).orElseThrow().token()).isEqualTo(second);
        assertThat(history.read(2).orElseThrow().previous())
                .isEqualTo(history.read(1).orElseThrow().hash());
        assertThat(walk(1, second)).containsExactly("1", "2 after 1");
    }

    @Test
    void shouldKeepWhatItReplacesIfItsWriterDied() {
        // Given
        tokens(DEAD).create(first);
        tokens(DEAD).compareAndSet(first, second);

        // When
        tokens(DEAD).compareAndSet(second, third);

        // Then
        assertThat(walk(1, third)).containsExactly("1", "2 after 1", "3 after 2, not kept yet");
    }

    @Test
    void shouldCostOneReadOfWhoeverDidNotWriteTheVersionBefore() {
        // Given
        tokens(Runnable::run).create(first);
        List<String> calls = new ArrayList<>();
        ObjectTokenStore other = tokens(DEAD);
        objects.beforeEachCall(calls::add);

        // When
        other.compareAndSet(first, second);

        // Then
        assertThat(calls).containsExactly("get payments/token", "get " + ENTRY + "1", "put payments/token");
    }

    @Test
    void shouldCostNothingOfWhoeverWroteTheVersionBefore() {
        // Given
        List<String> calls = new ArrayList<>();
        ObjectTokenStore tokens = tokens(Runnable::run);
        tokens.create(first);
        objects.beforeEachCall(calls::add);

        // When
        tokens.compareAndSet(first, second);

        // Then
        assertThat(calls)
                .containsExactly(
                        "get payments/token", "put payments/token", "get " + ENTRY + "2", "put " + ENTRY + "2");
    }

    @Test
    void shouldReplaceNothingThatItCannotKeep() {
        // Given
        tokens(DEAD).create(first);
        objects.failNextPuts(PutFault.REFUSED);

        // Then
        assertThatThrownBy(() -> tokens(DEAD).compareAndSet(first, second))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(tokens(DEAD).read()).isEqualTo(first);
    }

    @Test
    @Timeout(10)
    void shouldHaveTouchedTheStoreForTheLastTimeWhenItIsClosed() throws InterruptedException {
        // Given
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        ObjectTokenStore tokens = tokens(waiting::add);
        tokens.create(first);
        Thread closing = new Thread(tokens::close);

        // When
        closing.start();
        Runnable keeps = waiting.take();
        Runnable ends = waiting.take();

        // Then
        keeps.run();
        assertThat(history.read(1)).isPresent();
        closing.join(50);
        assertThat(closing.isAlive()).isTrue();
        ends.run();
        closing.join();
    }

    @Test
    void shouldNotWaitLongerThanItsDeadlineForTheHistoryWhenItIsClosed() {
        // Given
        ObjectTokenStore tokens =
                new ObjectTokenStore(objects, "payments", Duration.ofMillis(1), () -> nowNanos, this::pause, DEAD);
        tokens.create(first);

        // When
        tokens.close();

        // Then
        assertThat(history.read(1)).isEmpty();
    }

    @Test
    void shouldKeepItOnceWhateverBecomesOfTheFirstPut() {
        for (PutFault fault : List.of(PutFault.REQUEST_LOST, PutFault.ANSWER_LOST, PutFault.LATE, PutFault.REPEATED)) {
            // Given
            InMemoryObjectStore store = new InMemoryObjectStore();
            ObjectTokenStore tokens =
                    new ObjectTokenStore(store, "payments", Duration.ofSeconds(2), () -> nowNanos, this::pause, DEAD);
            tokens.create(first);
            store.failNextPuts(fault);

            // When
            CasOutcome outcome = tokens.compareAndSet(first, second);

            // Then
            assertThat(outcome).as("%s", fault).isEqualTo(new CasOutcome.Applied(second));
            assertThat(store.deliverLate()).isZero();
            assertThat(new TokenHistory(store, "payments").read(1).orElseThrow().token())
                    .isEqualTo(first);
        }
    }

    @Test
    void shouldBeginWhereTheFirstReleaseThatKeepsItBegan() {
        // Given
        objects.putIfAbsent("payments/token", TokenJson.write(second).getBytes(UTF_8));

        // When
        tokens(Runnable::run).compareAndSet(second, third);

        // Then
        assertThat(walk(1, third)).containsExactly("2", "3 after 2");
    }

    @Test
    void shouldSeeWhereTheChainIsBroken() {
        // Given
        ObjectTokenStore tokens = tokens(Runnable::run);
        tokens.create(first);
        tokens.compareAndSet(first, second);
        tokens.compareAndSet(second, third);
        tokens.compareAndSet(third, fourth);
        StoredObject entry = objects.get(ENTRY + "2").orElseThrow();

        // When
        objects.putIfVersion(
                ENTRY + "2",
                new String(entry.bytes(), UTF_8).replace("a test", "another").getBytes(UTF_8),
                entry.version());

        // Then
        assertThat(walk(1, fourth)).containsExactly("1", "2 after 1", "3 after 2", "broken at 3", "4 after 3");

        // When
        objects.delete(ENTRY + "2");

        // Then
        assertThat(walk(1, fourth)).containsExactly("1", "broken at 2", "3", "4 after 3");
        assertThat(walk(3, fourth)).containsExactly("3", "broken at 2", "4 after 3");

        // When
        objects.putIfAbsent(ENTRY + "2", "rubbish".getBytes(UTF_8));

        // Then
        assertThat(walk(1, fourth)).containsExactly("1", "broken at 2", "3", "4 after 3");
    }

    @Test
    void shouldHaveEveryVersionHoweverManyWritersDieAndRace() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            InMemoryObjectStore store = new InMemoryObjectStore();
            List<ObjectTokenStore> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Executor lucky = random.nextBoolean() ? DEAD : Runnable::run;
                writers.add(new ObjectTokenStore(
                        store, "payments", Duration.ofMillis(100), () -> nowNanos, this::pause, lucky));
            }
            writers.get(0).create(first);

            // When
            for (int i = 0; i < 20; i++) {
                PutFault[] faults = PutFault.values();
                if (random.nextInt(3) == 0) {
                    store.failNextPuts(faults[random.nextInt(faults.length)]);
                }
                ObjectTokenStore writer = writers.get(random.nextInt(writers.size()));
                Token seen = writer.read();
                change(writer, seen, "w" + seed + "-" + i);
                if (random.nextInt(4) == 0) {
                    store.deliverLate();
                }
            }

            // Then
            List<String> broken = new ArrayList<>();
            Token newest = writers.get(0).read();
            new HistoryWalk(new TokenHistory(store, "payments"), newest).from(1, new Notes(broken));
            assertThat(broken).as("seed %d", seed).noneMatch(each -> each.startsWith("broken"));
            assertThat(broken).hasSize((int) newest.version());
        }
    }

    private static void change(ObjectTokenStore writer, Token seen, String writeId) {
        try {
            writer.compareAndSet(
                    seen,
                    legal(
                            seen.handoverTo() == null
                                    ? seen.beginHandover(seen.active().equals(R1) ? R2 : R1, audit(writeId))
                                    : seen.completeHandover(seen.handoverTo(), audit(writeId))));
        } catch (StoreUnavailableException e) {
            assertThat(e).hasMessageContaining("full");
        }
    }

    private ObjectTokenStore tokens(Executor background) {
        return new ObjectTokenStore(
                objects, "payments", Duration.ofSeconds(2), () -> nowNanos, this::pause, background);
    }

    private void pause(Duration pause) {
        nowNanos += pause.toNanos();
    }

    private List<String> walk(long from, Token newest) {
        List<String> notes = new ArrayList<>();
        new HistoryWalk(history, newest).from(from, new Notes(notes));
        return notes;
    }

    private record Notes(List<String> lines) implements HistoryWalk.Visitor {

        @Override
        public void version(@Nullable Token before, Token token, @Nullable String hash) {
            lines.add(token.version()
                    + (before == null ? "" : " after " + before.version())
                    + (hash == null ? ", not kept yet" : ""));
        }

        @Override
        public void broken(long version, String why) {
            lines.add("broken at " + version);
        }
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
