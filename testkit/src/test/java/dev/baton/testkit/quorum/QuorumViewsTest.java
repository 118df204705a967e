package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.core.token.View;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.QuorumViews;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.testkit.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuorumViewsTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final long POLL = Duration.ofMillis(250).toNanos();

    private final SortedMap<String, InMemoryObjectStore> stores = new TreeMap<>(
            Map.of("a", new InMemoryObjectStore(), "b", new InMemoryObjectStore(), "c", new InMemoryObjectStore()));
    private final AtomicInteger gets = new AtomicInteger();
    private final QuorumObjectStore writer = open("writer");
    private final ObjectTokenStore writing = new ObjectTokenStore(writer, "payments");
    private final QuorumObjectStore reader = open("reader");
    private final Token first = Token.first("payments", List.of(R1, R2), R1, TTL, audit("first"));
    private long now = 1_000_000;
    private final QuorumViews views = new QuorumViews(reader, new ObjectTokenStore(reader, "payments"), () -> now);

    private QuorumObjectStore open(String incarnation) {
        return new QuorumObjectStore("payments", new TreeMap<String, ObjectStore>(stores), incarnation, () -> 0.5);
    }

    private static Audit audit(String id) {
        return new Audit("because", "test", Instant.EPOCH, id);
    }

    private static Token legal(Transition transition) {
        return ((Transition.Legal) transition).next();
    }

    @BeforeEach
    void createToken() {
        StoreSetup.prepare(writer, () -> "n1");
        assertThat(writing.create(first)).isInstanceOf(CasOutcome.Applied.class);
        look();
        look();
        stores.values()
                .forEach(store -> store.beforeEachCall(call -> {
                    if (call.equals("get payments/token")) {
                        gets.incrementAndGet();
                    }
                }));
    }

    private View look() {
        now += POLL;
        return views.look();
    }

    @Test
    void shouldCostOneRequestALook() {
        // When
        for (int i = 0; i < 8; i++) {
            assertThat(look().token()).isEqualTo(first);
        }

        // Then
        assertThat(gets)
                .as("and what was still on its way to the third store before")
                .hasValueBetween(8, 10);
    }

    @Test
    void shouldBeValidFromTheOlderOfTwoRequests() {
        // When
        View view = look();

        // Then
        assertThat(view.validUntilNanos()).isEqualTo(now - POLL + TTL.toNanos());
    }

    @Test
    void shouldSeeAChangeWithTheNextLookAlthoughOneStoreMissesIt() {
        for (String away : stores.keySet()) {
            // Given
            Token before = writing.read();
            Token next = before.version() % 2 == 1
                    ? legal(before.beginHandover(R2, audit(away)))
                    : legal(before.abortHandover(audit(away)));
            stores.get(away).setReachable(false);
            assertThat(writing.compareAndSet(before, next)).isInstanceOf(CasOutcome.Applied.class);
            long changedAt = now;
            stores.get(away).setReachable(true);

            // When
            for (int i = 0; i < 4; i++) {
                View view = look();

                // Then: rule V
                assertThat(view.token().equals(next) || view.validUntilNanos() <= changedAt + TTL.toNanos())
                        .as("no view of before outlives ttl")
                        .isTrue();
            }
            assertThat(look().token()).isEqualTo(next);
        }
    }

    @Test
    void shouldGoOnWithoutOneStore() {
        // Given
        stores.get("b").setReachable(false);

        // When
        for (int i = 0; i < 12; i++) {
            assertThat(look().token()).isEqualTo(first);
        }

        // Then
        assertThat(gets.get()).as("requests of 12 looks").isLessThan(12 + 8);
    }

    @Test
    void shouldHaveNoViewOfOneStore() {
        // Given
        stores.get("b").setReachable(false);
        stores.get("c").setReachable(false);

        // Then
        glanceOnceMore();
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(this::look).isInstanceOf(StoreUnavailableException.class);
        }
    }

    /** With the glance of before it may still be a majority, as of then. */
    private void glanceOnceMore() {
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(look().validUntilNanos()).isLessThan(now + TTL.toNanos());
            } catch (StoreUnavailableException e) {
                return;
            }
        }
    }
}
