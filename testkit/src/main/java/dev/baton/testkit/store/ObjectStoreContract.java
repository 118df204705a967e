package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} must do while nothing fails; an adapter's test extends it and opens a store for each
 * test.
 *
 * <p>Keys are deleted only where a test never uses them again, as the contract demands.
 */
public abstract class ObjectStoreContract {

    private static final int THREADS = 16;
    private static final int CHANGES_PER_THREAD = 6;
    private static final long SECONDS = 60;
    private static final String NEVER_A_VERSION = "no such version";

    private ObjectStore store;

    /** A new store without objects; the contract closes it. */
    protected abstract ObjectStore open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void shouldHoldNothingAtFirst() {
        // Then
        assertThat(store.get("payments/token")).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void shouldReturnWhatWasPut() {
        // Given
        byte[] bytes = new byte[1000];
        new Random(7).nextBytes(bytes);

        // When
        PutOutcome outcome = store.putIfAbsent("payments/token", bytes);

        // Then
        StoredObject found = store.get("payments/token").orElseThrow();
        assertThat(found.bytes()).isEqualTo(bytes);
        assertThat(outcome).isEqualTo(new PutOutcome.Applied(found.version()));
    }

    @Test
    void shouldHoldObjectsOfNoBytesAndOfTheMostBytes() {
        // Given
        byte[] most = new byte[store.maxBytes()];
        Arrays.fill(most, (byte) 0xA5);

        // When
        applied(store.putIfAbsent("none", new byte[0]));
        applied(store.putIfAbsent("most", most));

        // Then
        assertThat(store.get("none").orElseThrow().bytes()).isEmpty();
        assertThat(store.get("most").orElseThrow().bytes()).isEqualTo(most);
    }

    @Test
    void shouldRefuseMoreThanTheMostBytes() {
        // Given
        byte[] tooMany = new byte[store.maxBytes() + 1];

        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> store.putIfAbsent("a", tooMany));
        assertThatIllegalArgumentException().isThrownBy(() -> store.putIfVersion("a", tooMany, "1"));
        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void shouldCreateOnlyOnce() {
        // Given
        applied(store.putIfAbsent("a", bytes("first")));

        // When
        PutOutcome second = store.putIfAbsent("a", bytes("second"));

        // Then
        assertThat(second).isEqualTo(new PutOutcome.Conflict());
        assertThat(content("a")).isEqualTo("first");
    }

    @Test
    void shouldReplaceOnlyTheVersionThatWasRead() {
        // Given
        String first = applied(store.putIfAbsent("a", bytes("first")));
        String second = applied(store.putIfVersion("a", bytes("second"), first));

        // When
        PutOutcome stale = store.putIfVersion("a", bytes("stale"), first);

        // Then
        assertThat(stale).isEqualTo(new PutOutcome.Conflict());
        assertThat(content("a")).isEqualTo("second");
        assertThat(store.get("a").orElseThrow().version()).isEqualTo(second).isNotEqualTo(first);
    }

    @Test
    void shouldConflictWithAVersionThatNeverWas() {
        // Given
        applied(store.putIfAbsent("a", bytes("first")));

        // Then
        for (String version : List.of(NEVER_A_VERSION, "*", "\"*\"", "999", "\"999\"", "0", "-1", "\"1\", \"2\"")) {
            assertThat(store.putIfVersion("a", bytes("other"), version)).isEqualTo(new PutOutcome.Conflict());
        }
        assertThat(content("a")).isEqualTo("first");
    }

    @Test
    void shouldConflictWhenTheObjectToReplaceIsMissing() {
        // Given
        String version = applied(store.putIfAbsent("a", bytes("first")));

        // Then
        assertThat(store.putIfVersion("b", bytes("other"), version)).isEqualTo(new PutOutcome.Conflict());
        assertThat(store.get("b")).isEmpty();
    }

    @Test
    void shouldNotTakeTheSameBytesForTheSameVersion() {
        // Given
        String first = applied(store.putIfAbsent("a", bytes("same")));
        String between = applied(store.putIfVersion("a", bytes("other"), first));
        String again = applied(store.putIfVersion("a", bytes("same"), between));

        // When
        PutOutcome stale = store.putIfVersion("a", bytes("stale"), first);

        // Then
        assertThat(again).isNotEqualTo(first);
        assertThat(stale).isEqualTo(new PutOutcome.Conflict());
    }

    @Test
    void shouldNotShareItsBytes() {
        // Given
        byte[] given = bytes("first");
        applied(store.putIfAbsent("a", given));

        // When
        given[0] = 'X';
        store.get("a").orElseThrow().bytes()[1] = 'X';

        // Then
        assertThat(content("a")).isEqualTo("first");
    }

    @Test
    void shouldListKeysByPrefixInOrder() {
        // Given
        List<String> keys = List.of("b/2", "a", "b/10", "b", "b/2/c", "bb", "B/1", "b.1/x");
        keys.forEach(key -> applied(store.putIfAbsent(key, bytes(key))));

        // Then
        assertThat(store.list("")).containsExactlyElementsOf(new TreeSet<>(keys));
        assertThat(store.list("b/")).containsExactly("b/10", "b/2", "b/2/c");
        assertThat(store.list("b/2")).containsExactly("b/2", "b/2/c");
        assertThat(store.list("b")).containsExactly("b", "b.1/x", "b/10", "b/2", "b/2/c", "bb");
        assertThat(store.list("c/")).isEmpty();
    }

    @Test
    void shouldDeleteOneObjectAndNoOther() {
        // Given
        List.of("a", "a/b", "a/b/c", "ab").forEach(key -> applied(store.putIfAbsent(key, bytes(key))));

        // When
        store.delete("a/b");

        // Then
        assertThat(store.get("a/b")).isEmpty();
        assertThat(store.list("")).containsExactly("a", "a/b/c", "ab");
        assertThat(content("a/b/c")).isEqualTo("a/b/c");
    }

    @Test
    void shouldDeleteWhatIsNotThere() {
        // Given
        applied(store.putIfAbsent("a", bytes("a")));
        store.delete("a");

        // When
        store.delete("a");
        store.delete("never/was");

        // Then
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void shouldConflictWithAnObjectThatWasDeleted() {
        // Given
        String version = applied(store.putIfAbsent("a", bytes("a")));
        store.delete("a");

        // Then
        assertThat(store.putIfVersion("a", bytes("late"), version)).isEqualTo(new PutOutcome.Conflict());
        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoKey() {
        for (String key :
                List.of("", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a b", "a@", "ä", "a\n", "x".repeat(300))) {
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> store.get(key));
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> store.putIfAbsent(key, bytes("x")));
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> store.putIfVersion(key, bytes("x"), "1"));
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> store.delete(key));
        }
        for (String prefix : List.of("/", "../", "a//", "a b", "ä", "x".repeat(300))) {
            assertThatIllegalArgumentException().as(prefix).isThrownBy(() -> store.list(prefix));
        }
    }

    @Test
    void shouldTakeEveryLegalKey() {
        for (String key : List.of(
                "...", ".a", "-", "_", "0", "000000000001", "a/000000000001", "A/.b/..c/d..", "x".repeat(240))) {
            applied(store.putIfAbsent(key, bytes(key)));
            assertThat(content(key)).isEqualTo(key);
            assertThat(store.list(key)).contains(key);
        }
    }

    @Test
    void shouldNameItselfForMessages() {
        assertThat(store.describe()).isNotBlank();
    }

    @Test
    void shouldLoseNoIncrementOfManyThreads() throws Exception {
        // Given
        applied(store.putIfAbsent("counter", bytes("0")));

        // When
        List<List<String>> won = inParallel(this::incrementMany);

        // Then
        List<String> versions = won.stream().flatMap(List::stream).toList();
        assertThat(content("counter")).isEqualTo(String.valueOf(THREADS * CHANGES_PER_THREAD));
        assertThat(versions).hasSize(THREADS * CHANGES_PER_THREAD).doesNotHaveDuplicates();
    }

    @Test
    void shouldLetOneOfManyThreadsCreate() throws Exception {
        // When
        List<Boolean> won =
                inParallel(() -> store.putIfAbsent("a/new/folder/object", bytes("x")) instanceof PutOutcome.Applied);

        // Then
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void shouldListWhatWasPutBeforeWhileOthersComeAndGo() throws Exception {
        // Given
        Set<String> lasting = Set.of("c/r1/a", "c/r1/m", "c/r1/z");
        lasting.forEach(key -> applied(store.putIfAbsent(key, bytes(key))));

        // When
        List<Boolean> complete = inParallel(() -> {
            String own = "c/r1/thread-" + Thread.currentThread().getId();
            boolean all = true;
            for (int i = 0; i < CHANGES_PER_THREAD; i++) {
                applied(store.putIfAbsent(own + "-" + i, bytes("x")));
                List<String> keys = store.list("c/r1/");
                all &= keys.containsAll(lasting) && keys.contains(own + "-" + i);
                store.delete(own + "-" + i);
                all &= !store.list("c/r1/").contains(own + "-" + i);
            }
            return all;
        });

        // Then
        assertThat(complete).containsOnly(true);
        assertThat(store.list("c/")).containsExactlyElementsOf(new TreeSet<>(lasting));
    }

    @Test
    void shouldCarryATokenAndAllThatFollowsIt() {
        // Given
        TokenFollowing following = new TokenFollowing(store);
        following.create();
        List<String> before = following.marked();

        // When
        following.switchOver();

        // Then
        assertThat(before).containsExactly("r1");
        assertThat(following.marked()).containsExactly("r2");
        assertThat(following.ran()).containsExactly(3L);
        assertThat(following.past()).containsExactly("1", "2", "3");
    }

    private List<String> incrementMany() {
        List<String> won = new ArrayList<>();
        while (won.size() < CHANGES_PER_THREAD) {
            StoredObject seen = store.get("counter").orElseThrow();
            int next = Integer.parseInt(new String(seen.bytes(), UTF_8)) + 1;
            PutOutcome outcome = store.putIfVersion("counter", bytes(String.valueOf(next)), seen.version());
            if (outcome instanceof PutOutcome.Applied applied) {
                won.add(applied.version());
            }
            assertThat(outcome).isNotInstanceOf(PutOutcome.Unknown.class);
        }
        return won;
    }

    private static <T> List<T> inParallel(Callable<T> task)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(task));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private String content(String key) {
        return new String(store.get(key).orElseThrow().bytes(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String applied(PutOutcome outcome) {
        return outcome.fold(
                PutOutcome.Applied::version,
                conflict -> {
                    throw new AssertionError("a conflict that nobody caused");
                },
                unknown -> {
                    throw new AssertionError("unknown without a fault: " + unknown.why());
                });
    }
}
