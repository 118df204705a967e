package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.store.StoredObject;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.token.TokenJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectTokenStoreTest {

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
    void shouldReadWhatWasWritten() {
        // When
        CasOutcome created = tokens.create(first);
        CasOutcome changed = tokens.compareAndSet(first, mine);

        // Then
        assertThat(created).isEqualTo(new CasOutcome.Applied(first));
        assertThat(changed).isEqualTo(new CasOutcome.Applied(mine));
        assertThat(rival.read()).isEqualTo(mine);
    }

    @Test
    void shouldNotCreateASecondFirstToken() {
        // Given
        rival.create(first);

        // When
        CasOutcome again = tokens.create(Token.first("payments", List.of(R1, R2), R2, first.ttl(), audit("again")));

        // Then
        assertThat(again).isEqualTo(new CasOutcome.Conflict(first));
    }

    @Test
    void shouldShowTheTokenThatWonTheRace() {
        // Given
        tokens.create(first);
        rival.compareAndSet(first, theirs);

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Conflict(theirs));
    }

    @Test
    void shouldLoseTheRaceBetweenReadingAndWriting() {
        // Given
        tokens.create(first);
        before("put", () -> rival.compareAndSet(first, theirs));

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome).isEqualTo(new CasOutcome.Conflict(theirs));
    }

    @Test
    void shouldSayThatNothingWasChangedIfTheStoreRefuses() {
        // Given
        tokens.create(first);
        objects.failNextPuts(PutFault.REFUSED);

        // Then
        assertThatThrownBy(() -> tokens.compareAndSet(first, mine))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("full");
        assertThat(tokens.read()).isEqualTo(first);
    }

    @Test
    void shouldNotWriteWhatItCannotFirstRead() {
        // Given
        tokens.create(first);
        objects.setReachable(false);
        calls.clear();

        // Then
        assertThatThrownBy(() -> tokens.compareAndSet(first, mine)).isInstanceOf(StoreUnavailableException.class);
        assertThat(calls).containsExactly("get " + KEY);
    }

    @Test
    void shouldNeverTakeAMissingTokenForAFreshStart() {
        // Then
        assertThatThrownBy(tokens::read)
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContainingAll("no token 'payments/token' in memory", "do not start anew");
        assertThatThrownBy(() -> tokens.compareAndSet(first, mine)).isInstanceOf(InvalidTokenException.class);
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithADamagedToken() {
        // Given
        String whole = TokenJson.write(first);
        objects.putIfAbsent(KEY, whole.substring(0, 50).getBytes(UTF_8));

        // Then
        assertThatThrownBy(tokens::read)
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContainingAll(KEY, "memory", "cut off after 50 bytes", "last good version");
        assertThatThrownBy(() -> tokens.compareAndSet(first, mine)).isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(() -> tokens.create(first)).isInstanceOf(InvalidTokenException.class);
        assertThat(objects.get(KEY).orElseThrow().bytes()).hasSize(50);
    }

    @Test
    void shouldSayWhatToDoAboutANewerFormat() {
        // Given
        objects.putIfAbsent(KEY, "{\"format\":2}".getBytes(UTF_8));

        // Then
        assertThatThrownBy(tokens::read)
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContainingAll("is of format 2", "run that release here too");
    }

    @Test
    void shouldRefuseTheTokenOfAnotherName() {
        // Given
        Token orders = Token.first("orders", List.of(R1, R2), R1, first.ttl(), audit("orders"));
        objects.putIfAbsent(KEY, TokenJson.write(orders).getBytes(UTF_8));

        // Then
        assertThatThrownBy(tokens::read)
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContainingAll("its name is 'orders'", "another installation", "'name'");
        assertThatIllegalStateException().isThrownBy(() -> tokens.create(orders));
    }

    @Test
    void shouldRefuseAWriteThatIsNoNextVersion() {
        assertThatIllegalStateException().isThrownBy(() -> tokens.compareAndSet(mine, mine));
        assertThatIllegalStateException()
                .isThrownBy(() -> tokens.compareAndSet(first, legal(first.demote(R2, first.audit()))));
    }

    @Test
    void shouldSayThatAStoreWithoutConditionsIsNoGood() {
        // Given
        tokens.create(first);
        AtomicInteger restored = new AtomicInteger();
        objects.beforeEachCall(call -> {
            if (call.startsWith("put") && restored.incrementAndGet() % 2 == 1) { // not for the put below
                StoredObject now = objects.get(KEY).orElseThrow();
                objects.putIfVersion(KEY, now.bytes(), now.version());
            }
        });

        // When
        CasOutcome outcome = tokens.compareAndSet(first, mine);

        // Then
        assertThat(outcome)
                .isInstanceOf(CasOutcome.Unknown.class)
                .asString()
                .contains("reports a conflict although", "does not support conditional writes");
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

    private static Audit audit(String writeId) {
        return new Audit("a test", "monitor@r1", Instant.EPOCH, writeId);
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        });
    }
}
