package dev.baton.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.oracle.bmc.Region;
import com.oracle.bmc.Service;
import com.oracle.bmc.Services;
import com.oracle.bmc.auth.BasicAuthenticationDetailsProvider;
import com.oracle.bmc.auth.RegionProvider;
import com.oracle.bmc.http.signing.DefaultRequestSigner;
import com.oracle.bmc.http.signing.RequestSigner;
import dev.baton.runtime.config.DataFlowConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one application, by Data Flow's API 20200129: plain requests that the SDK signs, as four of them need no client of their
 * own. Nothing is repeated by itself. For one thread.
 */
final class DataFlowRuns {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Service SERVICE = Services.serviceBuilder()
            .serviceName("DATAFLOW")
            .serviceEndpointPrefix("")
            .serviceEndpointTemplate("https://dataflow.{region}.oci.{secondLevelDomain}")
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> WANTED = Set.of("ACCEPTED", "IN_PROGRESS");
    private static final Set<String> ENDED = Set.of("CANCELED", "FAILED", "SUCCEEDED", "STOPPED");
    private static final int OK = 2;
    private static final int HUNDRED = 100;
    private static final int CONFLICT = 409;
    private static final int NOT_AUTHENTICATED = 401;
    private static final int NOT_FOUND = 404;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final DataFlowConfig config;
    private @Nullable Signed signed;

    DataFlowRuns(DataFlowConfig config) {
        this.config = config;
    }

    /** A run, and how it was when it was asked for. */
    record Run(String id, String name, String state) {

        boolean isInProgress() {
            return state.equals("IN_PROGRESS");
        }

        /** It goes, or will. */
        boolean isWanted() {
            return WANTED.contains(state);
        }

        boolean hasEnded() {
            return ENDED.contains(state);
        }
    }

    /** Who signs, and where the service is. */
    private record Signed(RequestSigner signer, URI base) {}

    /** The runs of this name, at most the latest hundred. */
    List<Run> list(String name) throws IOException, InterruptedException {
        JsonNode page = send(
                "GET",
                "runs?limit=100&sortBy=timeCreated&sortOrder=DESC&compartmentId=" + encoded(config.compartment())
                        + "&applicationId=" + encoded(config.application()) + "&displayName=" + encoded(name),
                null,
                Map.of());
        List<Run> runs = new ArrayList<>();
        page.forEach(item -> runs.add(run(item)));
        runs.removeIf(run -> !run.name().equals(name));
        return runs;
    }

    /** Starts a run; with a token that was used in the last 24 hours, this is the run that was started then. */
    Run create(String name, String retryToken) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("applicationId", config.application())
                .put("compartmentId", config.compartment())
                .put("displayName", name)
                .toString();
        return run(send("POST", "runs", body, Map.of("opc-retry-token", List.of(retryToken))));
    }

    Run get(String id) throws IOException, InterruptedException {
        return run(send("GET", "runs/" + encoded(id), null, Map.of()));
    }

    /** Asks that it be cancelled; one that has ended meanwhile is left as it is. */
    void cancel(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = ask("DELETE", "runs/" + encoded(id), null, Map.of());
        if (answer.statusCode() != CONFLICT) {
            check(answer);
        }
    }

    private JsonNode send(String method, String path, @Nullable String body, Map<String, List<String>> headers)
            throws IOException, InterruptedException {
        return JSON.readTree(check(ask(method, path, body, headers)).body());
    }

    private HttpResponse<byte[]> ask(
            String method, String path, @Nullable String body, Map<String, List<String>> headers)
            throws IOException, InterruptedException {
        Signed by = signed();
        URI uri = URI.create(by.base() + "/20200129/" + path);
        Map<String, List<String>> plain = new HashMap<>(headers);
        if (body != null) {
            plain.put("content-type", List.of("application/json"));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        plain.forEach((header, values) -> values.forEach(value -> request.setHeader(header, value)));
        by.signer().signRequest(uri, method, plain, body).forEach((header, value) -> {
            if (!header.equalsIgnoreCase("host") && !header.equalsIgnoreCase("content-length")) { // the client's own
                request.setHeader(header, value);
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IOException("Data Flow was not reached, or broke off: " + OciFailures.rootMessage(e), e);
        }
    }

    private static HttpResponse<byte[]> check(HttpResponse<byte[]> answer) throws IOException {
        int status = answer.statusCode();
        if (status / HUNDRED == OK) {
            return answer;
        }
        String advice = status == NOT_AUTHENTICATED
                ? "; check the key or token that 'auth' names, and the clock of this machine: five minutes off is refused too"
                : status == NOT_FOUND
                        ? "; there is no such application or run, or no policy lets this identity use it"
                        : "";
        throw new IOException("Data Flow answered " + status + advice);
    }

    private Signed signed() throws IOException {
        if (signed == null) {
            BasicAuthenticationDetailsProvider provider = OciCredentials.of(config.login());
            signed = new Signed(DefaultRequestSigner.createRequestSigner(provider), base(provider));
        }
        return signed;
    }

    private URI base(BasicAuthenticationDetailsProvider provider) throws IOException {
        if (config.endpoint() != null) {
            return URI.create(config.endpoint().toString().replaceFirst("/$", ""));
        }
        Region region = config.region() != null
                ? Region.fromRegionId(config.region())
                : provider instanceof RegionProvider regional ? regional.getRegion() : null;
        if (region == null) {
            throw new IOException("No region is known. Give 'region' or 'endpoint' under 'dataFlow'");
        }
        return URI.create(region.getEndpoint(SERVICE)
                .orElseThrow(() -> new IOException("Data Flow has no endpoint in " + region.getRegionId())));
    }

    private static Run run(JsonNode json) {
        return new Run(
                json.path("id").asText(),
                json.path("displayName").asText(),
                json.path("lifecycleState").asText());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
