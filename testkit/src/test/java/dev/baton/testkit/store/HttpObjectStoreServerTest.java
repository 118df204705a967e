package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.HttpObjectStore;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpObjectStoreServerTest {

    private static final byte[] BYTES = "x".getBytes(UTF_8);

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final HttpObjectStoreServer server = HttpObjectStoreServer.start(objects);
    private final ObjectStore store = HttpObjectStore.open(server.uri(), Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void shouldTellThatAFullStoreChangedNothing() {
        // Given
        objects.failNextPuts(PutFault.REFUSED);

        // Then
        assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("507", "The store is full", "Nothing was changed");
    }

    @Test
    void shouldPassOnWhatItDoesNotKnow() {
        // Given
        objects.failNextPuts(PutFault.ANSWER_LOST);

        // When
        PutOutcome outcome = store.putIfAbsent("a", BYTES);

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains("no answer to put a");
        assertThat(store.get("a")).isPresent();
    }

    @Test
    void shouldPassOnThatItsStoreDoesNotAnswer() {
        // Given
        objects.setReachable(false);

        // Then
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("503");
        assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldTakeNoPutWithoutACondition() throws Exception {
        // When
        int status = put("a", new byte[1]);

        // Then
        assertThat(status).isEqualTo(428);
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrNoKey() throws Exception {
        assertThat(put("a", new byte[ObjectStore.MAX_BYTES + 1], "If-None-Match", "*"))
                .isEqualTo(413);
        assertThat(put("a/../b", new byte[1], "If-None-Match", "*")).isEqualTo(400);
        assertThat(put("", new byte[1], "If-None-Match", "*")).isEqualTo(400);
    }

    @Test
    void shouldListenOnThisMachineOnly() {
        assertThat(server.uri()).hasToString("http://127.0.0.1:" + server.port() + "/");
    }

    @Test
    void shouldNameTheAddressThatIsInUse() {
        // Given
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());

        // Then
        assertThatThrownBy(() -> HttpObjectStoreServer.start(objects, taken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void shouldBeOutOfReachOnceClosed() {
        // When
        server.close();

        // Then
        assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("Nothing was changed");
    }

    private int put(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve("/" + path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
