package dev.baton.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.core.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpObjectStoreTest {

    private static final String TAG = "\"7\"";
    private static final byte[] BYTES = "x".getBytes(UTF_8);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private HttpObjectStore store;
    private Answer answer = exchange -> exchange.sendResponseHeaders(200, -1);

    interface Answer {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        store = open(Duration.ofSeconds(10));
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        store.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldSendTheConditionWithEachPut() {
        // Given
        answer = exchange -> answer(exchange, 200, TAG, "");

        // When
        PutOutcome created = store.putIfAbsent("a/b", BYTES);
        PutOutcome replaced = store.putIfVersion("a/b", BYTES, TAG);

        // Then
        assertThat(List.of(created, replaced)).containsOnly(new PutOutcome.Applied(TAG));
        assertThat(requests).containsExactly("PUT /base/a/b * null", "PUT /base/a/b null \"7\"");
    }

    @Test
    void shouldAskForWhatItHasReadUnlessItIsStillTheSame() {
        // Given
        String other = "\"8\"";
        List<Integer> statuses = List.of(200, 304, 200, 404, 304);
        answer = exchange -> {
            int status = statuses.get(requests.size() - 1);
            answer(exchange, status, requests.size() == 1 ? TAG : other, status == 200 ? "body" + requests.size() : "");
        };

        // When
        StoredObject first = store.get("a").orElseThrow();
        StoredObject same = store.get("a").orElseThrow();
        StoredObject changed = store.get("a").orElseThrow();
        Optional<StoredObject> gone = store.get("a");

        // Then
        assertThat(new String(first.bytes(), UTF_8)).isEqualTo("body1");
        assertThat(same).isSameAs(first);
        assertThat(new String(changed.bytes(), UTF_8)).isEqualTo("body3");
        assertThat(gone).isEmpty();
        assertThat(requests)
                .containsExactly(
                        "GET /base/a null null",
                        "GET /base/a \"7\" null",
                        "GET /base/a \"7\" null",
                        "GET /base/a \"8\" null");
        // Then nobody has asked for that
        assertThatThrownBy(() -> store.get("b")).isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504})
    void shouldNotKnowWhatASickServerDid(int status) {
        // Given
        answer = exchange -> answer(exchange, status, "", "try\nagain");

        // When
        PutOutcome outcome = store.putIfVersion("a", BYTES, TAG);

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains(status + ": try again");
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 403, 405, 413, 428, 507})
    void shouldSayThatARefusedPutChangedNothing(int status) {
        // Given
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
            answer(exchange, status, "", "no");
        };

        // Then
        assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("write a", String.valueOf(status), "Nothing was changed");
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldConflictIfTheConditionFailsOrTheObjectIsGone() {
        // Given
        answer = exchange -> answer(exchange, requests.size() == 1 ? 412 : 404, "", "");

        // Then
        assertThat(store.putIfVersion("a", BYTES, TAG)).isEqualTo(new PutOutcome.Conflict());
        assertThat(store.putIfVersion("a", BYTES, TAG)).isEqualTo(new PutOutcome.Conflict());
        assertThatThrownBy(() -> store.putIfAbsent("a", BYTES)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldNotSendATagThatMatchesMoreThanWasRead() {
        for (String tag : List.of("*", "7", "W/\"7\"", "\"7\", \"8\"", "")) {
            assertThat(store.putIfVersion("a", BYTES, tag)).isEqualTo(new PutOutcome.Conflict());
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"7\"", "7"})
    void shouldRelyOnStrongTagsOnly(String tag) {
        // Given
        answer = exchange -> answer(exchange, 200, tag, "body");

        // Then
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("ETag");
        assertThat(store.putIfAbsent("a", BYTES)).isInstanceOf(PutOutcome.Unknown.class);
    }

    @Test
    void shouldNotKnowWhatBecameOfAPutThatWasNotAnsweredInTime() {
        // Given
        store = open(Duration.ofMillis(200));
        answer = exchange -> over.await();

        // When
        PutOutcome outcome = store.putIfAbsent("a", BYTES);

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains("200 ms");
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("200 ms");
    }

    @Test
    void shouldNotWaitForABodyThatNeverEnds() {
        // Given
        store = open(Duration.ofMillis(200));
        answer = exchange -> {
            exchange.getResponseHeaders().set("ETag", TAG);
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            over.await();
        };

        // Then
        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldNotKeepABodyThatIsTooLong() {
        // Given
        answer = exchange -> answer(exchange, 200, TAG, "x".repeat(ObjectStore.MAX_BYTES + 1));

        // Then
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void shouldSendAPutOnceWhenTheConnectionIsCut() {
        // Given
        answer = exchange -> exchange.close();

        // When
        PutOutcome outcome = store.putIfAbsent("a", BYTES);

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class);
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldSayThatNothingWasSentWhenNobodyListens() {
        // Given
        server.stop(0);

        // Then
        assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("cannot be reached", "Nothing was changed", "127.0.0.1:" + port());
        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.list("a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldNotKnowWhatBecameOfAPutThatWasInterrupted() {
        // Given
        Thread.currentThread().interrupt();

        // When
        PutOutcome outcome = store.putIfAbsent("a", BYTES);

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains("interrupted");
    }

    @Test
    void shouldListWhatTheServerLists() {
        // Given
        answer = exchange -> answer(exchange, 200, "", "[\"a/2\",\"a/1\"]");

        // Then
        assertThat(store.list("a/")).containsExactly("a/1", "a/2");
        assertThat(requests).containsExactly("GET /base/?prefix=a/ null null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1", "[null]", "[\"../x\"]", "[\"a\",{}]", "\"a\"", "<html>"})
    void shouldNotTakeAnythingElseForAList(String body) {
        // Given
        answer = exchange -> answer(exchange, 200, "", body);

        // Then
        assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldDeleteWhatIsGoneAlreadyButNotWhatIsForbidden() {
        // Given
        answer = exchange -> answer(exchange, requests.size() == 1 ? 404 : 403, "", "");

        // When
        store.delete("a");

        // Then
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldNotShowThePathOfItsAddress() {
        assertThat(HttpObjectStore.open(URI.create("https://host.example/p/secret/b/bucket/o"))
                        .describe())
                .isEqualTo("object store https://host.example");
    }

    private HttpObjectStore open(Duration deadline) {
        return HttpObjectStore.open(URI.create("http://127.0.0.1:" + port() + "/base"), deadline);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        exchange.getRequestBody().readAllBytes();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + headers.getFirst("If-None-Match") + " " + headers.getFirst("If-Match"));
        try (exchange) {
            answer.send(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String tag, String body) throws IOException {
        if (!tag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", tag);
        }
        exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
    }
}
