package dev.baton.oci;

import static dev.baton.oci.StreamingRegion.STREAM;
import static dev.baton.oci.StreamingRegion.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.PutMessagesDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetailsEntry;
import com.oracle.bmc.streaming.requests.PutMessagesRequest;
import com.sun.net.httpserver.HttpHandler;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.HiccupMeter;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import dev.baton.testkit.http.HttpListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Oracle's SDK does by default and must not do here: repeat requests for two minutes, and refuse them by itself for half a minute
 * after the service is back. Each call is seen at the server.
 */
class SdkTrapsTest {

    /** The SDK's first pause before it repeats a request is longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** More than its circuit breaker lets pass. */
    private static final int MANY = 20;

    private static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    @TempDir
    private Path directory;

    private final OciIdentity user = OciIdentity.create();
    private CloudServer streaming;
    private CloudServer objects;
    private StreamingClients clients;
    private Found stream;
    private ObjectStore store;

    @BeforeEach
    void open() {
        OciStreams streams = new OciStreams("fra", Clock.systemUTC(), OciStreams.Limits.NONE);
        streams.create(STREAM, 1);
        streaming = CloudServer.ociStreaming(streams, user, Clock.systemUTC());
        clients = clients(null);
        stream = clients.stream(STREAM);
        objects = OciServer.start();
        store = OciServer.open(objects.uri(), OciServer.configFile(directory), Duration.ofSeconds(3));
        store.list("");
    }

    /** {@code messages} as where messages are put; null for where the control plane says. */
    private StreamingClients clients(@Nullable URI messages) {
        return new StreamingClients(
                new RegionId("r1"),
                new OciStreamsConfig(
                        "ocid1.streampool.oc1..p",
                        null,
                        null,
                        messages,
                        streaming.uri(),
                        new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, null, user.write(directory))));
    }

    @AfterEach
    void close() {
        store.close();
        clients.close();
        objects.close();
        streaming.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "THROTTLED", "GATEWAY", "DROPPED", "ANSWER_LOST", "CONTENDED"})
    void shouldSendEachRequestOnceAndSayAtOnceThatItFailed(CloudFault fault) {
        streaming.failAll(fault);
        objects.failAll(fault);
        assertSentOnce(streaming, () -> put(stream), BmcException.class);
        assertSentOnce(streaming, () -> MessageReader.oldest(stream, 0), BmcException.class);
        assertSentOnce(streaming, () -> clients.describe(STREAM), BmcException.class);
        assertSentOnce(objects, () -> store.get("a"), StoreUnavailableException.class);
        assertSentOnce(objects, () -> store.list(""), StoreUnavailableException.class);
        assertSentOnce(objects, () -> store.delete("a"), StoreUnavailableException.class);
    }

    @Test
    void shouldWorkAgainAsSoonAsTheServiceDoes() {
        // Given
        streaming.failAll(CloudFault.BROKEN);
        objects.failAll(CloudFault.BROKEN);
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> put(stream)).isInstanceOf(BmcException.class);
            assertThatThrownBy(() -> clients.describe(STREAM)).isInstanceOf(BmcException.class);
            assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreUnavailableException.class);
        }

        // When
        streaming.failAll(null);
        objects.failAll(null);

        // Then
        put(stream);
        assertThat(clients.describe(STREAM).getName()).isEqualTo(STREAM);
        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void shouldTellWhatWasSurelyNotSentFromWhatPerhapsWas() {
        // Given
        streaming.failNextWrites(CloudFault.ANSWER_LOST);
        BmcException lost = failure(stream);

        // When
        streaming.close();
        BmcException refused = failure(stream);

        // Then: to the SDK both are a timeout, with status -1
        assertThat(List.of(lost, refused)).allMatch(failure -> failure.getStatusCode() == -1 && failure.isTimeout());
        assertThat(StreamingFailures.why(lost)).contains("did not answer in time or cut the connection");
        assertThat(StreamingFailures.why(refused)).contains("cannot be reached");
    }

    @Test
    void shouldBelieveNothingOfAnAnswerWithoutAContentType() {
        // Given
        byte[] answer = bytes("{\"failures\":0,\"entries\":[{\"partition\":\"0\",\"offset\":7}]}");
        HttpHandler untyped = exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        };
        try (HttpListener server = HttpListener.start("The untyped server", HttpListener.anyPort(), 2, untyped);
                StreamingClients there = clients(server.uri())) {
            // When
            BmcException failure = failure(there.stream(STREAM));

            // Then
            assertThat(failure.getStatusCode()).isEqualTo(-1);
            assertThat(StreamingFailures.why(failure)).contains("did not answer in time or cut the connection");
        }
    }

    private static void put(Found into) {
        into.client()
                .putMessages(PutMessagesRequest.builder()
                        .streamId(into.id())
                        .putMessagesDetails(PutMessagesDetails.builder()
                                .messages(List.of(PutMessagesDetailsEntry.builder()
                                        .value(bytes("value"))
                                        .build()))
                                .build())
                        .build());
    }

    private static BmcException failure(Found into) {
        try {
            put(into);
        } catch (BmcException e) {
            return e;
        }
        throw new AssertionError("it did not fail");
    }

    private static void assertSentOnce(CloudServer server, ThrowingCallable call, Class<? extends Exception> failure) {
        int before = server.reads() + server.writes();
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(failure);
        HiccupMeter.Stretch took = HICCUPS.since(start);
        assertThat(took.ran()).as("%s", took).isLessThan(AT_ONCE);
        assertThat(server.reads() + server.writes() - before).isOne();
    }
}
