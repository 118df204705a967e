package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreRepair;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.store.InMemoryObjectStore;
import dev.baton.testkit.store.TokenFollowing;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history, hooks and markers lie beside the token, so the loss of a site must not stop or fool them. */
class QuorumFollowingTest {

    private final SortedMap<String, InMemoryObjectStore> stores = new TreeMap<>(
            Map.of("a", new InMemoryObjectStore(), "b", new InMemoryObjectStore(), "c", new InMemoryObjectStore()));
    private final QuorumObjectStore store =
            new QuorumObjectStore("payments", new TreeMap<String, ObjectStore>(stores), "p1", () -> 0.5);

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void shouldFollowTheTokenWithoutAnyOneStore(String lost) {
        // Given
        StoreSetup.prepare(store, () -> "n1");
        TokenFollowing following = new TokenFollowing(store);
        following.create();
        stores.get(lost).setReachable(false);

        // When
        following.switchOver();

        // Then
        assertThat(following.marked()).containsExactly("r2");
        assertThat(following.ran()).containsExactly(3L);
        assertThat(following.past()).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void shouldHaveTheWholePastInAStoreThatWasRebuilt(String emptied) {
        // Given
        StoreSetup.prepare(store, () -> "n1");
        TokenFollowing following = new TokenFollowing(store);
        following.create();
        following.switchOver();
        InMemoryObjectStore empty = stores.get(emptied);
        empty.list("").forEach(empty::delete);

        // When
        new StoreRepair(store, emptied).run();
        stores.get(emptied.equals("a") ? "b" : "a").setReachable(false);

        // Then
        assertThat(following.past()).containsExactly("1", "2", "3");
    }
}
