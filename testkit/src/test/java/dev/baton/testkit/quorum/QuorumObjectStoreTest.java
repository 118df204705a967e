package dev.baton.testkit.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreRepair;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import dev.baton.testkit.store.InMemoryObjectStore;
import dev.baton.testkit.store.PutFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumObjectStoreTest {

    private static final String KEY = "payments/token";
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final SortedMap<String, InMemoryObjectStore> stores = new TreeMap<>(
            Map.of("a", new InMemoryObjectStore(), "b", new InMemoryObjectStore(), "c", new InMemoryObjectStore()));
    private final List<String> calls = new ArrayList<>();
    private final QuorumObjectStore store = open("p1");

    QuorumObjectStoreTest() {
        StoreSetup.prepare(store, () -> "n1");
    }

    private QuorumObjectStore open(String incarnation) {
        return new QuorumObjectStore("payments", new TreeMap<String, ObjectStore>(stores), incarnation, () -> 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void shouldGoOnWithoutAnyOneStore(String lost) {
        // Given
        String first = applied(store.putIfAbsent(KEY, bytes("first")));
        stores.get(lost).setReachable(false);

        // When
        String second = applied(store.putIfVersion(KEY, bytes("second"), first));

        // Then
        assertThat(content(store)).isEqualTo("second");
        assertThat(content(open("p2"))).isEqualTo("second");
        assertThat(store.list("payments/")).containsExactly(KEY);
        assertThat(store.putIfVersion(KEY, bytes("stale"), first)).isEqualTo(new PutOutcome.Conflict());
        assertThat(applied(open("p3").putIfVersion(KEY, bytes("third"), second)))
                .isNotEqualTo(second);
    }

    @Test
    void shouldSayWhichStoresDoNotAnswer() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        stores.get("a").setReachable(false);
        stores.get("c").setReachable(false);

        // Then
        assertThatThrownBy(() -> store.get(KEY))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("two of three", "a (", "c (", "no answer");
    }

    @Test
    void shouldRefuseAnEmptiedStore() {
        // Given: only a and b have the newest
        String first = applied(store.putIfAbsent(KEY, bytes("first")));
        stores.get("c").setReachable(false);
        applied(store.putIfVersion(KEY, bytes("second"), first));
        stores.get("c").setReachable(true);

        // When
        empty("a");
        stores.get("b").setReachable(false);

        // Then
        assertThatThrownBy(() -> open("p2").get(KEY)).hasMessageContaining("Two of");
        assertThatThrownBy(() -> store.get("payments/never"))
                .hasMessageContainingAll("emptied", "baton token repair a");
    }

    @Test
    void shouldRefuseAStoreThatWasPutBack() {
        // Given
        String first = applied(store.putIfAbsent(KEY, bytes("first")));
        StoredObject backup = stores.get("a").get(KEY).orElseThrow();
        String second = applied(store.putIfVersion(KEY, bytes("second"), first));
        stores.get("c").setReachable(false);
        applied(store.putIfVersion(KEY, bytes("third"), second));
        stores.get("c").setReachable(true);

        // When
        stores.get("a").delete(KEY);
        applied(stores.get("a").putIfAbsent(KEY, backup.bytes()));

        // Then
        assertThat(content(store)).isEqualTo("third");
        assertThat(store.troubles(KEY).get("a")).contains("put back to an earlier state");
        assertThat(open("p2").troubles(KEY).get("a")).contains("put back to an earlier state");
    }

    @Test
    void shouldRefuseACopyOfAnotherStore() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        byte[] copy = stores.get("b").get(KEY).orElseThrow().bytes();
        empty("a");

        // When
        applied(stores.get("a").putIfAbsent(KEY, copy));

        // Then
        assertThat(store.troubles(KEY).get("a")).contains("copied here from store 'b'");
        assertThat(content(store)).isEqualTo("first");
    }

    @Test
    void shouldRebuildAnEmptiedStore() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        applied(store.putIfAbsent("payments/catch-up/r1", bytes("journal")));
        empty("a");

        // When
        List<String> rebuilt = new StoreRepair(open("repair"), "a").run();

        // Then
        assertThat(rebuilt).containsExactly("payments/catch-up/r1", KEY);
        stores.get("b").setReachable(false);
        assertThat(content(open("p2"))).isEqualTo("first");
        stores.get("b").setReachable(true);
        assertThat(open("p3").troubles(KEY).values()).containsOnly("");
        assertThat(content(store)).isEqualTo("first");
    }

    @Test
    void shouldNotRebuildFromOneStore() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        empty("a");
        empty("b");

        // Then
        assertThatThrownBy(() -> new StoreRepair(store, "a").run()).hasMessageContaining("b (");
        assertThatThrownBy(() -> new StoreRepair(store, "d")).hasMessageContaining("use one of a, b, c");
    }

    @Test
    void shouldNotSetUpAnewWhatIsInUse() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        empty("a");

        // Then
        assertThatThrownBy(() -> StoreSetup.prepare(open("p2"), () -> "n2"))
                .hasMessageContainingAll("is in use already", "baton token repair");
    }

    @Test
    void shouldFinishASetUpThatWasInterrupted() {
        // Given
        empty("b");

        // When
        StoreSetup.prepare(open("p2"), () -> "n2");

        // Then
        applied(open("p3").putIfAbsent(KEY, bytes("first")));
    }

    @Test
    void shouldChangeInOneRoundTripAfterTheFirst() {
        // Given
        String version = applied(store.putIfAbsent(KEY, bytes("0")));
        NAMES.forEach(name -> stores.get(name).beforeEachCall(call -> {
            synchronized (calls) {
                calls.add(call);
            }
        }));

        // When
        applied(store.putIfVersion(KEY, bytes("1"), version));

        // Then: two are enough to go on, so that the third may still be on its way
        await().untilAsserted(() -> {
            synchronized (calls) {
                assertThat(calls).containsOnly("put " + KEY).hasSize(3);
            }
        });
    }

    @Test
    void shouldReadWithThreeRequestsAndWriteNothing() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("0")));
        NAMES.forEach(name -> stores.get(name).beforeEachCall(call -> {
            synchronized (calls) {
                calls.add(call);
            }
        }));

        // When
        store.get(KEY);

        // Then
        assertThat(calls).containsOnly("get " + KEY).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void shouldKnowItsOwnWriteWhenAnswersAreLost() {
        // Given
        stores.values().forEach(one -> one.failNextPuts(PutFault.ANSWER_LOST, PutFault.REPEATED));

        // Then
        String version = applied(store.putIfAbsent(KEY, bytes("first")));
        stores.values().forEach(one -> one.failNextPuts(PutFault.ANSWER_LOST));
        applied(store.putIfVersion(KEY, bytes("second"), version));
        assertThat(content(store)).isEqualTo("second");
    }

    @Test
    void shouldForgetWhatWasDeletedWhileAStoreWasAway() {
        // Given
        String key = "payments/consumers/r1/x";
        applied(store.putIfAbsent(key, bytes("x")));
        stores.get("c").setReachable(false);

        // When
        store.delete(key);
        stores.get("c").setReachable(true);
        stores.get("a").setReachable(false);

        // Then: c alone still holds it
        assertThat(open("p2").get(key)).isEmpty();
        stores.get("a").setReachable(true);
        assertThat(open("p3").get(key)).isEmpty();
        assertThat(open("p4").get(key)).isEmpty();
        assertThat(open("p5").list("payments/consumers/")).isEmpty();
    }

    private void empty(String name) {
        InMemoryObjectStore emptied = stores.get(name);
        emptied.list("").forEach(emptied::delete);
    }

    private static String content(ObjectStore from) {
        return new String(from.get(KEY).orElseThrow().bytes(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String applied(PutOutcome outcome) {
        assertThat(outcome).isInstanceOf(PutOutcome.Applied.class);
        return ((PutOutcome.Applied) outcome).version();
    }
}
