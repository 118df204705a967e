package dev.baton.testkit.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import dev.baton.runtime.token.ObjectTokenStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every store in a cloud's bucket must make of whatever goes wrong; an adapter's test extends it, and gives the
 * server and a store for it.
 */
public abstract class BucketFaultsContract {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final byte[] BYTES = "x".getBytes(UTF_8);

    /** Short, so that what is never answered does not take long; a busy machine answers the rest in time. */
    private static final Duration DEADLINE = Duration.ofMillis(600);

    private CloudServer server;
    private ObjectStore store;
    private String version;

    /** A new server with an empty bucket, which lists two keys at a time; the contract closes it. */
    protected abstract CloudServer serve();

    /** A store in the bucket of the server at this address; the contract closes it. */
    protected abstract ObjectStore open(URI endpoint, Duration deadline);

    @BeforeEach
    final void openStore() {
        server = serve();
        store = open(server.uri(), DEADLINE);
        version = applied(store.putIfAbsent("kept", BYTES)); // and the SDK has loaded its classes
    }

    @AfterEach
    final void closeStore() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REPEATED")
    void shouldNotKnowWhatBecameOfAPutAndNotRepeatIt(CloudFault fault) {
        // Given
        int before = server.writes();
        server.failNextWrites(fault);

        // When
        PutOutcome outcome = store.putIfVersion("kept", "y".getBytes(UTF_8), version);

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains(store.describe(), "write kept");
        assertThat(server.writes()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @EnumSource(CloudFault.class)
    void shouldSettleAWriteOfTheToken(CloudFault fault) {
        // Given
        ObjectTokenStore tokens = new ObjectTokenStore(
                store, "payments", Duration.ofSeconds(10), System::nanoTime, pause -> {}, Runnable::run);
        Token first = Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1500), audit("first"));
        server.failNextWrites(fault);

        // When
        CasOutcome created = tokens.create(first);

        // Then
        assertThat(created).isEqualTo(new CasOutcome.Applied(first));

        // Given
        Token next = first.demote(R2, audit("next")).fold(token -> token, refused -> {
            throw new AssertionError(refused.why());
        });
        server.failNextWrites(fault);

        // When
        CasOutcome changed = tokens.compareAndSet(first, next);

        // Then
        assertThat(changed).isEqualTo(new CasOutcome.Applied(next));
        assertThat(server.deliverLate())
                .as("late writes that found their condition true")
                .isZero();
        assertThat(tokens.read()).isEqualTo(next);
    }

    @Test
    void shouldBeSentOnlyWhatHasChangedSinceItWasRead() {
        // When
        for (int i = 0; i < 3; i++) {
            assertThat(store.get("kept").orElseThrow().bytes()).isEqualTo(BYTES);
        }
        // Then
        assertThat(server.reads()).isEqualTo(3);
        assertThat(server.unchangedReads()).isEqualTo(2);
        // When
        String second = applied(store.putIfVersion("kept", "y".getBytes(UTF_8), version));
        StoredObject changed = store.get("kept").orElseThrow();
        StoredObject same = store.get("kept").orElseThrow();
        // Then
        assertThat(changed.bytes()).isEqualTo("y".getBytes(UTF_8));
        assertThat(List.of(changed.version(), same.version())).containsOnly(second);
        assertThat(server.unchangedReads()).isEqualTo(3);
    }

    @Test
    void shouldRefuseALateWriteOfWhatHasChangedSince() {
        // Given
        server.failNextWrites(CloudFault.LATE);
        PutOutcome late = store.putIfVersion("kept", "late".getBytes(UTF_8), version);
        String other = applied(store.putIfVersion("kept", "other".getBytes(UTF_8), version));
        applied(store.putIfVersion("kept", BYTES, other)); // the same bytes as at first

        // When
        int took = server.deliverLate();

        // Then
        assertThat(late).isInstanceOf(PutOutcome.Unknown.class);
        assertThat(took).isZero();
        assertThat(store.get("kept").orElseThrow().bytes()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAYED")
    void shouldSayThatAReadFailed(CloudFault fault) {
        // Given
        server.failNextReads(fault, fault, fault, fault);

        // When // Then
        assertThatThrownBy(() -> store.get("kept"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("Cannot read kept", store.describe());
    }

    @Test
    void shouldListPageByPage() {
        // Given
        List<String> keys = new ArrayList<>(List.of("kept"));
        for (int i = 0; i < 6; i++) {
            keys.add("many/" + i);
            applied(store.putIfAbsent("many/" + i, BYTES));
        }

        // When
        int before = server.reads();

        // Then
        assertThat(store.list("")).containsExactlyElementsOf(keys);
        assertThat(server.reads() - before).isEqualTo(4);
        assertThat(store.list("many/")).hasSize(6);
        server.failNextReads(CloudFault.BROKEN, CloudFault.BROKEN, CloudFault.BROKEN, CloudFault.BROKEN);
        assertThatThrownBy(() -> store.list("many/")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldBeSureThatARefusedConnectionChangedNothing() {
        // Given
        server.close();

        try (ObjectStore unconnected = open(server.uri(), DEADLINE)) {
            // When // Then
            assertThatThrownBy(() -> unconnected.putIfVersion("kept", BYTES, version))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot write kept", "cannot be reached", "Nothing was changed");
            assertThatThrownBy(() -> unconnected.get("kept")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> unconnected.delete("kept")).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void shouldEndInTimeWhenNobodyReadsWhatItSends() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ObjectStore unheard = open(URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/"), DEADLINE)) {
            // Given: the first call of a store has more time
            assertThatThrownBy(() -> unheard.get("a")).isInstanceOf(StoreUnavailableException.class);

            // When
            long begin = System.nanoTime();
            PutOutcome outcome = unheard.putIfAbsent("a", new byte[ObjectStore.MAX_BYTES]);

            // Then
            assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE.plusMillis(1500));
        }
    }

    @Test
    void shouldEndInTimeWhenAnAnswerTrickles() throws IOException {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ObjectStore trickle = open(URI.create("http://127.0.0.1:" + slow.getLocalPort() + "/"), DEADLINE)) {
            List<Future<Void>> trickles =
                    List.of(threads.submit(() -> trickle(slow)), threads.submit(() -> trickle(slow)));
            assertThatThrownBy(() -> trickle.get("a")).isInstanceOf(StoreUnavailableException.class);

            // When
            long begin = System.nanoTime();
            assertThatThrownBy(() -> trickle.get("a")).isInstanceOf(StoreUnavailableException.class);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE.plusMillis(1500));
            assertThat(trickles).allSatisfy(one -> assertThatThrownBy(() -> one.get(5, TimeUnit.SECONDS))
                    .as("the client hung up")
                    .hasRootCauseInstanceOf(IOException.class));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldKeepAnInterrupt() {
        // Given
        server.failNextWrites(CloudFault.LATE);
        Thread caller = Thread.currentThread();
        server.beforeEachRequest(request -> caller.interrupt());

        // When
        PutOutcome outcome = store.putIfVersion("kept", BYTES, version);

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class);
    }

    /** Sends a byte every 100 ms, as a body of many, until the client has enough of it. */
    private static Void trickle(ServerSocket server) throws IOException, InterruptedException {
        try (Socket client = server.accept()) {
            String headers = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 100000\r\n\r\n";
            client.getOutputStream().write(headers.getBytes(UTF_8));
            while (true) {
                client.getOutputStream().write('x');
                client.getOutputStream().flush();
                Thread.sleep(100);
            }
        }
    }

    /** The version that an object got which nobody else can have written. */
    protected static String applied(PutOutcome outcome) {
        return outcome.fold(
                PutOutcome.Applied::version,
                conflict -> {
                    throw new AssertionError("a conflict that nobody caused");
                },
                unknown -> {
                    throw new AssertionError("unknown without a fault: " + unknown.why());
                });
    }

    private static Audit audit(String writeId) {
        return new Audit("a test", "monitor@r1", Instant.EPOCH, writeId);
    }
}
