package dev.baton.testkit.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreRepair;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a quorum of three buckets must make of whatever happens to one of them (rule Q); an adapter's test extends it, and
 * gives the servers and a store for each.
 */
public abstract class QuorumOfBucketsContract {

    private static final String KEY = "payments/token";
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int MANY = 60;
    private static final int WRITERS = 3;
    private static final int LINES = 4;
    private static final Duration DEADLINE = Duration.ofMillis(600);

    private final SortedMap<String, CloudServer> servers = new TreeMap<>();
    private final List<QuorumObjectStore> opened = new ArrayList<>();
    private QuorumObjectStore store;

    /** A new server with an empty bucket; the contract closes it. */
    protected abstract CloudServer serve();

    /** A store in the bucket of the server at this address; the contract closes it. */
    protected abstract ObjectStore open(URI endpoint, Duration deadline);

    @BeforeEach
    final void openStores() {
        NAMES.forEach(name -> servers.put(name, serve()));
        store = process("p1");
        StoreSetup.prepare(store, () -> "n1");
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(ObjectStore::close);
        servers.values().forEach(CloudServer::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void shouldGoOnWithoutAnyOneBucket(String lost) {
        // Given
        String first = applied(store.putIfAbsent(KEY, bytes("first")));
        server(lost).close();

        // When
        String second = applied(store.putIfVersion(KEY, bytes("second"), first));

        // Then
        QuorumObjectStore other = process("p2");
        assertThat(content(other)).isEqualTo("second");
        assertThat(other.list("payments/")).containsExactly(KEY);
        assertThat(other.putIfVersion(KEY, bytes("stale"), first)).isEqualTo(new PutOutcome.Conflict());
        applied(other.putIfVersion(KEY, bytes("third"), second));
    }

    @ParameterizedTest
    @EnumSource(CloudFault.class)
    void shouldGoOnWhateverOneBucketMakesOfItsRequests(CloudFault fault) {
        // Given
        QuorumObjectStore other = process("p2");
        String version = applied(store.putIfAbsent(KEY, bytes("0")));
        List<CloudFault> faults = Collections.nCopies(MANY, fault);
        server("b").failNextWrites(faults.toArray(CloudFault[]::new));
        server("b").failNextReads(faults.toArray(CloudFault[]::new));

        for (int i = 1; i <= LINES; i++) {
            // When
            version = applied((i % 2 == 0 ? store : other).putIfVersion(KEY, bytes("" + i), version));

            // Then
            assertThat(content(store)).isEqualTo("" + i);
            assertThat(content(other)).isEqualTo("" + i);
        }
        server("b").deliverLate();
        assertThat(content(process("p3"))).isEqualTo("" + LINES);
    }

    @Test
    void shouldLoseNothingWhenManyWriteWhileOneBucketFails() throws Exception {
        // Given
        applied(store.putIfAbsent(KEY, bytes("")));
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writing = new ArrayList<>();

        // When
        for (int i = 0; i < WRITERS; i++) {
            QuorumObjectStore process = process("w" + i);
            String name = "w" + i + "-";
            writing.add(writers.submit(() -> {
                for (int line = 0; line < LINES; line++) {
                    server("c").failNextWrites(CloudFault.ANSWER_LOST, CloudFault.REPEATED, CloudFault.DROPPED);
                    append(process, name + line + "\n");
                }
            }));
        }
        for (Future<?> one : writing) {
            one.get(60, TimeUnit.SECONDS);
        }
        writers.shutdown();

        // Then
        assertThat(content(store).lines()).hasSize(WRITERS * LINES).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseAnEmptiedBucketAndRebuildIt() {
        // Given
        applied(store.putIfAbsent(KEY, bytes("first")));
        try (ObjectStore bucket = open(server("a").uri(), DEADLINE)) {
            bucket.list("").forEach(bucket::delete);
        }

        // When
        String refused = process("p2").troubles(KEY).get("a");
        List<String> rebuilt = new StoreRepair(process("p3"), "a").run();
        server("b").close();

        // Then
        assertThat(refused).contains("emptied", "baton token repair a");
        assertThat(rebuilt).containsExactly(KEY);
        assertThat(content(process("p4"))).isEqualTo("first");
    }

    /** Until it is there: an outcome that is unknown is settled by reading. */
    private static void append(ObjectStore to, String line) {
        long until = System.nanoTime() + Duration.ofSeconds(50).toNanos();
        while (System.nanoTime() < until) {
            StoredObject object = to.get(KEY).orElseThrow();
            String before = new String(object.bytes(), UTF_8);
            if (before.contains(line)) {
                return;
            }
            to.putIfVersion(KEY, bytes(before + line), object.version());
        }
        throw new AssertionError("the line was not written: " + line);
    }

    private CloudServer server(String name) {
        return Objects.requireNonNull(servers.get(name), name);
    }

    private QuorumObjectStore process(String incarnation) {
        SortedMap<String, ObjectStore> buckets = new TreeMap<>();
        servers.forEach((name, server) -> buckets.put(name, open(server.uri(), DEADLINE)));
        QuorumObjectStore process = new QuorumObjectStore("payments", buckets, incarnation, () -> 0.5);
        opened.add(process);
        return process;
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
