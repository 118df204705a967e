package dev.baton.testkit.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorAdminTest {

    private final OciRegion region =
            OciRegion.start(new OciRegion.Settings("fra", OciIdentity.create(), "ns", "data", "the-application"));
    private final HttpClient http = HttpClient.newHttpClient();
    private EmulatorAdmin admin;

    @BeforeEach
    void open() {
        region.streams().create("flights", 2);
        admin = EmulatorAdmin.start(new TreeMap<>(Map.of("r1", region)));
    }

    @AfterEach
    void close() {
        admin.close();
        region.close();
    }

    @Test
    void shouldRefuseConnectionsUntilTheRegionIsUpAtTheSamePlace() throws Exception {
        // Given
        URI place = streaming();
        assertThat(get(place).statusCode()).isEqualTo(401);

        // When
        order("down r1");
        order("down r1");

        // Then
        assertThatThrownBy(() -> get(place)).isInstanceOf(ConnectException.class);
        order("up r1");
        assertThat(get(place).statusCode()).isEqualTo(401);
    }

    @Test
    void shouldPutStreamsIntoStatesAndTellThem() throws Exception {
        // When
        order("state r1 flights deleted");

        // Then
        assertThat(status().at("/r1/streams/flights").asText()).isEqualTo("DELETED");
        assertThat(status().at("/r1/objectstorage/uri").asText()).startsWith("http://127.0.0.1:");
        get(streaming());
        assertThat(status().at("/r1/streaming/reads").asInt()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mistaken",
                "down",
                "down r9",
                "fault r1 streaming mistaken",
                "fault r1 mistaken throttled",
                "fault r1 streaming throttled 0",
                "fault r1 streaming throttled many",
                "delay r1 -1",
                "state r1 flights mistaken",
                "state r1 mistaken DELETED",
                "expire r1 mistaken",
                "down r1\nup r1"
            })
    void shouldRefuseWhatItDoesNotUnderstandAndSayWhy(String line) throws Exception {
        // When
        HttpResponse<String> answer = post(line);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'").hasSizeGreaterThan(20);
        assertThat(get(streaming()).statusCode()).isEqualTo(401); // and nothing was done
    }

    private URI streaming() throws Exception {
        return URI.create(status().at("/r1/streaming/uri").asText());
    }

    private JsonNode status() throws Exception {
        return new ObjectMapper().readTree(get(admin.uri()).body());
    }

    private void order(String line) throws Exception {
        HttpResponse<String> answer = post(line);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> post(String line) throws Exception {
        return send(HttpRequest.newBuilder(admin.uri()).POST(HttpRequest.BodyPublishers.ofString(line)));
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
