package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Report;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.store.InMemoryObjectStore;
import dev.baton.testkit.store.PutFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports of monitors and clients lie beside the token, so the loss of a site must not silence them. */
class QuorumReportsTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final SortedMap<String, InMemoryObjectStore> stores = new TreeMap<>(
            Map.of("a", new InMemoryObjectStore(), "b", new InMemoryObjectStore(), "c", new InMemoryObjectStore()));
    private final Bulletins own;

    QuorumReportsTest() {
        QuorumObjectStore store = open("p1");
        StoreSetup.prepare(store, () -> "n1");
        own = Bulletins.ofMonitors(store, "payments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void shouldBePublishedAndHeardWithoutAnyOneStore(String lost) {
        // Given
        Bulletins.Board board = own.board("r2");
        board.publish(bulletin(1));
        stores.get(lost).setReachable(false);

        // When
        boolean published = board.publish(bulletin(2));

        // Then
        Bulletins other = Bulletins.ofMonitors(open("p2"), "payments");
        assertThat(published).isTrue();
        assertThat(other.reporters()).containsExactly("r2");
        assertThat(other.newest("r2")).contains(bulletin(2));
    }

    @Test
    void shouldBeHeardByThoseWhoLostAnotherStoreThanThePublisher() {
        // Given
        Bulletins.Board board = own.board("r2");
        stores.get("a").setReachable(false);
        board.publish(bulletin(1));
        board.publish(bulletin(2));

        // When
        stores.get("a").setReachable(true);
        stores.get("b").setReachable(false);

        // Then
        assertThat(Bulletins.ofMonitors(open("p2"), "payments").newest("r2")).contains(bulletin(2));
    }

    @Test
    void shouldCostOnePutPerStore() {
        // Given
        Bulletins.Board board = own.board("r2");
        board.publish(bulletin(1));
        AtomicInteger calls = new AtomicInteger();
        stores.values().forEach(store -> store.beforeEachCall(call -> calls.incrementAndGet()));

        // When
        board.publish(bulletin(2));

        // Then: two are enough to go on, so that the third may still be on its way
        await().untilAsserted(() -> assertThat(calls).hasValue(3));
    }

    @Test
    void shouldGoOnAfterAnswersThatWereLost() {
        // Given
        Bulletins.Board board = own.board("r2");
        board.publish(bulletin(1));
        stores.get("a").failNextPuts(PutFault.ANSWER_LOST);
        stores.get("b").failNextPuts(PutFault.REPEATED);

        // When
        boolean published = board.publish(bulletin(2));

        // Then
        assertThat(published).isTrue();
        assertThat(board.publish(bulletin(3))).isTrue();
        assertThat(own.newest("r2")).contains(bulletin(3));
    }

    @Test
    void shouldStayForgottenByAStoreThatWasAway() {
        // Given
        own.board("r2").publish(bulletin(1));
        stores.get("c").setReachable(false);
        own.forget("r2");

        // When
        stores.get("c").setReachable(true);

        // Then: it still holds the report, but has no majority
        Bulletins other = Bulletins.ofMonitors(open("p2"), "payments");
        assertThat(other.newest("r2")).isEmpty();
        other.forget("r2");
        await().untilAsserted(() -> assertThat(other.reporters())
                .as("the third store hears of it, too, when nobody waits for it any more")
                .isEmpty());
    }

    private QuorumObjectStore open(String incarnation) {
        return new QuorumObjectStore("payments", new TreeMap<String, ObjectStore>(stores), incarnation, () -> 0.5);
    }

    private static Bulletin bulletin(long count) {
        return new Bulletin(
                new Report("r2", "run", count, new TreeMap<>(Map.of(R1, new Finding("DOWN", "connect: refused")))),
                NOON,
                new TreeMap<>(Map.of(R1, new Bulletin.Detail(NOON, Map.of("connect", Duration.ofNanos(1_500_000))))));
    }
}
