package dev.baton.oci;

import com.oracle.bmc.ClientConfiguration;
import com.oracle.bmc.auth.AbstractAuthenticationDetailsProvider;
import com.oracle.bmc.auth.SessionTokenAuthenticationDetailsProvider;
import com.oracle.bmc.common.ClientBuilderBase;
import com.oracle.bmc.http.client.jersey3.ApacheClientProperties;
import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.retrier.RetryConfiguration;
import com.oracle.bmc.streaming.StreamAdminClient;
import com.oracle.bmc.streaming.StreamClient;
import com.oracle.bmc.streaming.model.Stream;
import com.oracle.bmc.streaming.model.StreamSummary;
import com.oracle.bmc.streaming.requests.GetStreamRequest;
import com.oracle.bmc.streaming.requests.ListStreamsRequest;
import com.oracle.bmc.util.CircuitBreakerUtils;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.config.OciStreamsConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Oracle's clients of one region's OCI Streaming, and the streams by their names. One call is one request: the SDK's retries, its
 * circuit breaker and those of the HTTP client below are off. Safe for use by several threads.
 */
final class StreamingClients implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofMillis(1500);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final String STREAM_ID = "ocid1.stream.";

    /** A stream, and the client of its messages. */
    record Found(String name, String id, int partitions, StreamClient client) {}

    private final RegionId region;
    private final OciStreamsConfig config;
    private final Map<String, Found> streams = new HashMap<>();
    private final Map<String, StreamClient> byEndpoint = new HashMap<>();
    private @Nullable AbstractAuthenticationDetailsProvider credentials;
    private @Nullable StreamAdminClient admin;
    private volatile boolean closed;

    StreamingClients(RegionId region, OciStreamsConfig config) {
        this.region = region;
        this.config = config;
    }

    RegionId region() {
        return region;
    }

    /** What {@code call} gives; a failure of the region as its own exception. */
    <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (BmcException e) {
            throw unavailable(e);
        }
    }

    /** True once this is closed: whoever is in the middle of a call then gets an {@link IllegalStateException} from the SDK. */
    boolean isClosed() {
        return closed;
    }

    RegionUnavailableException unavailable(RuntimeException e) {
        return new RegionUnavailableException(
                "Region " + region + " does not serve its streams: " + StreamingFailures.why(e), e);
    }

    /**
     * The stream of this name or OCID; looked up once.
     *
     * @throws RegionUnavailableException if the control plane does not answer
     * @throws InvalidConfigurationException if there is no such stream
     */
    synchronized Found stream(String name) {
        Found found = streams.get(name);
        if (found == null) {
            Stream stream = ask(() -> describe(name));
            String endpoint = config.endpoint() == null
                    ? stream.getMessagesEndpoint()
                    : config.endpoint().toString();
            found = new Found(
                    name, stream.getId(), stream.getPartitions(), byEndpoint.computeIfAbsent(endpoint, this::messages));
            streams.put(name, found);
        }
        return found;
    }

    /** The state of the stream by the control plane, asked anew. */
    Stream describe(String name) {
        return admin().getStream(GetStreamRequest.builder().streamId(id(name)).build())
                .getStream();
    }

    private String id(String name) {
        if (name.startsWith(STREAM_ID)) {
            return name;
        }
        synchronized (this) {
            Found found = streams.get(name);
            if (found != null) {
                return found.id();
            }
        }
        if (config.pool() == null && config.compartment() == null) {
            throw new InvalidConfigurationException("Stream '" + name + "' of region " + region
                    + " is given by name, so 'pool' or 'compartment' is needed under regions." + region + ".oci");
        }
        ListStreamsRequest.Builder request =
                ListStreamsRequest.builder().name(name).lifecycleState(Stream.LifecycleState.Active);
        List<StreamSummary> found = admin().listStreams(
                        config.pool() == null
                                ? request.compartmentId(config.compartment()).build()
                                : request.streamPoolId(config.pool()).build())
                .getItems();
        if (found.isEmpty()) {
            throw new InvalidConfigurationException("Region " + region + " has no active stream '" + name
                    + "' in the pool or compartment under regions." + region + ".oci; create it, or correct its name");
        }
        return found.get(0).getId();
    }

    private synchronized StreamAdminClient admin() {
        StreamAdminClient open = admin;
        if (open == null) {
            open = build(() -> {
                StreamAdminClient.Builder builder = configured(StreamAdminClient.builder());
                if (config.region() != null) {
                    builder.region(config.region());
                }
                if (config.controlEndpoint() != null) {
                    builder.endpoint(config.controlEndpoint().toString());
                }
                return builder.build(credentials());
            });
            admin = open;
        }
        return open;
    }

    private StreamClient messages(String endpoint) {
        return build(() -> configured(StreamClient.builder()).endpoint(endpoint).build(credentials()));
    }

    private interface Build<T> {
        T now() throws IOException;
    }

    private <T> T build(Build<T> build) {
        try {
            return build.now();
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new InvalidConfigurationException(
                    "OCI Streaming of region " + region + " cannot be used: " + e.getMessage()
                            + " Check 'auth', 'profile', 'configFile' and 'region' under regions." + region + ".oci.",
                    e);
        }
    }

    private AbstractAuthenticationDetailsProvider credentials() throws IOException {
        AbstractAuthenticationDetailsProvider signer = credentials;
        if (signer == null) {
            signer = OciCredentials.of(config.login());
            credentials = signer;
        }
        return signer;
    }

    private static <B extends ClientBuilderBase<B, ?>> B configured(B builder) {
        return builder.configuration(ClientConfiguration.builder()
                        .connectionTimeoutMillis((int) CONNECT.toMillis())
                        .readTimeoutMillis((int) READ.toMillis())
                        .retryConfiguration(RetryConfiguration.NO_RETRY_CONFIGURATION)
                        .circuitBreakerConfiguration(CircuitBreakerUtils.getNoCircuitBreakerConfiguration())
                        .build())
                .additionalClientConfigurator(http ->
                        http.property(ApacheClientProperties.RETRY_HANDLER, (error, attempts, context) -> false));
    }

    /** May be called again. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        byEndpoint.values().forEach(StreamClient::close);
        if (admin != null) {
            admin.close();
        }
        if (credentials instanceof SessionTokenAuthenticationDetailsProvider session) {
            session.close();
        }
    }
}
