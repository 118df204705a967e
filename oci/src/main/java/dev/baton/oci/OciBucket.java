package dev.baton.oci;

import com.oracle.bmc.ClientConfiguration;
import com.oracle.bmc.auth.AbstractAuthenticationDetailsProvider;
import com.oracle.bmc.auth.SessionTokenAuthenticationDetailsProvider;
import com.oracle.bmc.circuitbreaker.CircuitBreakerConfiguration;
import com.oracle.bmc.http.client.jersey3.ApacheClientProperties;
import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.objectstorage.ObjectStorageClient;
import com.oracle.bmc.objectstorage.model.ObjectSummary;
import com.oracle.bmc.objectstorage.requests.DeleteObjectRequest;
import com.oracle.bmc.objectstorage.requests.GetObjectRequest;
import com.oracle.bmc.objectstorage.requests.ListObjectsRequest;
import com.oracle.bmc.objectstorage.requests.PutObjectRequest;
import com.oracle.bmc.objectstorage.responses.GetObjectResponse;
import com.oracle.bmc.objectstorage.responses.ListObjectsResponse;
import com.oracle.bmc.retrier.RetryConfiguration;
import com.oracle.bmc.util.CircuitBreakerUtils;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.bucket.Bucket;
import dev.baton.runtime.bucket.BucketException;
import dev.baton.runtime.bucket.BucketException.Kind;
import dev.baton.runtime.config.OciStreamsConfig.Login;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.glassfish.jersey.apache.connector.ApacheConnectionClosingStrategy;
import org.glassfish.jersey.client.ClientRequest;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of OCI Object Storage, by Oracle's SDK and the native API: its S3-compatible one promises no conditional
 * writes.
 *
 * <p>A version is the ETag, which is new with every write. The SDK's retries and circuit breaker are off, and so are the
 * retries of the HTTP client below it, so that one call is one request. Safe for use by several threads.
 */
final class OciBucket implements Bucket {

    /** One tag: never a list, a pattern or a quoted text. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:-]{1,200}");

    private static final int PIECE_BYTES = 1 << 16;

    private final StoreConfig.Oci config;
    private final Duration patience;
    private @Nullable ObjectStorageClient client;
    private @Nullable AbstractAuthenticationDetailsProvider credentials;

    private OciBucket(StoreConfig.Oci config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /**
     * The bucket; it is not asked yet.
     *
     * @param patience for each read; half of it for connecting
     * @throws InvalidConfigurationException if a configuration file is named that does not serve
     */
    static OciBucket open(StoreConfig.Oci config, Duration patience) {
        OciBucket bucket = new OciBucket(config, patience);
        if (config.auth().usesFile()) { // the others ask who they are, and that may take longer than opening should
            try {
                bucket.client();
            } catch (IOException | RuntimeException e) {
                throw new InvalidConfigurationException(
                        "The OCI bucket " + config.bucket() + " cannot be used: " + e.getMessage()
                                + " Check 'auth', 'profile', 'configFile' and 'region' under 'oci'.",
                        e);
            }
        }
        return bucket;
    }

    private synchronized ObjectStorageClient client() throws IOException {
        if (client == null) {
            AbstractAuthenticationDetailsProvider signer =
                    OciCredentials.of(new Login(config.auth(), config.profile(), config.configFile()));
            ObjectStorageClient built = build(signer);
            if (built.getEndpoint() == null) {
                built.close();
                throw new IllegalArgumentException("No region is known. Give 'region' or 'endpoint' under 'oci'.");
            }
            client = built;
            credentials = signer;
        }
        return client;
    }

    private ObjectStorageClient build(AbstractAuthenticationDetailsProvider signer) {
        CircuitBreakerConfiguration noBreaker = CircuitBreakerUtils.getNoCircuitBreakerConfiguration();
        ObjectStorageClient.Builder builder = ObjectStorageClient.builder()
                .configuration(ClientConfiguration.builder()
                        .connectionTimeoutMillis((int) patience.dividedBy(2).toMillis())
                        .readTimeoutMillis((int) patience.toMillis())
                        .retryConfiguration(RetryConfiguration.NO_RETRY_CONFIGURATION)
                        .circuitBreakerConfiguration(noBreaker)
                        .build())
                .additionalClientConfigurator(
                        http -> http.property(ApacheClientProperties.RETRY_HANDLER, (error, attempts, context) -> false)
                                .property(ApacheClientProperties.CONNECTION_CLOSING_STRATEGY, OciBucket::hangUp))
                .isStreamWarningEnabled(false);
        if (config.region() != null) {
            builder.region(config.region());
        }
        if (config.endpoint() != null) {
            builder.endpoint(config.endpoint().toString());
        }
        return builder.build(signer);
    }

    /** As usual, but does not read a body to its end when nobody waits any longer. */
    private static void hangUp(
            ClientRequest call, HttpUriRequest request, CloseableHttpResponse response, InputStream stream)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            request.abort();
        }
        new ApacheConnectionClosingStrategy.GracefulClosingStrategy().close(call, request, response, stream);
    }

    @Override
    public StoredObject get(String name, @Nullable StoredObject known, Duration timeout) throws BucketException {
        return ask(sdk -> {
            GetObjectResponse response = sdk.getObject(GetObjectRequest.builder()
                    .namespaceName(config.namespace())
                    .bucketName(config.bucket())
                    .objectName(name)
                    .ifNoneMatch(known == null ? null : known.version())
                    .build());
            if (known != null && response.isNotModified()) {
                return known;
            }
            return new StoredObject(body(response), tag(response.getETag()));
        });
    }

    /**
     * Of at most so many bytes: a server that sends more cannot fill the memory. Ends when nobody waits any longer, which
     * the interrupt says: a server that sends a byte now and then would hold the thread for ever.
     */
    private static byte[] body(GetObjectResponse response) throws IOException {
        try (InputStream stream = response.getInputStream()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
                body.write(piece, 0, read);
                if (body.size() > ObjectStore.MAX_BYTES) {
                    throw new IOException("the object is longer than " + ObjectStore.MAX_BYTES + " bytes");
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("nobody waits for the object any longer");
                }
            }
            return body.toByteArray();
        }
    }

    @Override
    public String put(String name, byte[] bytes, @Nullable String expected, Duration timeout) throws BucketException {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .namespaceName(config.namespace())
                .bucketName(config.bucket())
                .objectName(name)
                .contentType("application/octet-stream")
                .contentLength((long) bytes.length)
                .putObjectBody(new ByteArrayInputStream(bytes));
        PutObjectRequest conditional = expected == null
                ? request.ifNoneMatch("*").build()
                : request.ifMatch(expected).build();
        return ask(sdk -> tag(sdk.putObject(conditional).getETag()));
    }

    private static String tag(@Nullable String sent) throws IOException {
        if (sent == null || !TAG.matcher(sent).matches()) {
            throw new IOException("it sent no ETag that could be named later");
        }
        return sent;
    }

    @Override
    public Page list(String prefix, @Nullable String from, Duration timeout) throws BucketException {
        ListObjectsResponse page = ask(sdk -> sdk.listObjects(ListObjectsRequest.builder()
                .namespaceName(config.namespace())
                .bucketName(config.bucket())
                .prefix(prefix)
                .start(from)
                .build()));
        String next = page.getListObjects().getNextStartWith();
        if (next != null && from != null && next.compareTo(from) <= 0) {
            throw new BucketException(Kind.IN_DOUBT, "it says that there are more names, and not where", null);
        }
        return new Page(
                page.getListObjects().getObjects().stream()
                        .map(ObjectSummary::getName)
                        .toList(),
                next);
    }

    @Override
    public void delete(String name, Duration timeout) throws BucketException {
        ask(sdk -> sdk.deleteObject(DeleteObjectRequest.builder()
                .namespaceName(config.namespace())
                .bucketName(config.bucket())
                .objectName(name)
                .build()));
    }

    /** One request by the SDK. */
    private interface Request<T> {
        T send(ObjectStorageClient sdk) throws IOException;
    }

    private <T> T ask(Request<T> request) throws BucketException {
        ObjectStorageClient sdk;
        try {
            sdk = client();
        } catch (IOException | RuntimeException e) {
            throw OciFailures.notSent(e);
        }
        try {
            return request.send(sdk);
        } catch (BmcException e) {
            throw OciFailures.of(e, config);
        } catch (IOException e) {
            throw new BucketException(Kind.IN_DOUBT, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public boolean isVersion(String text) {
        return TAG.matcher(text).matches();
    }

    @Override
    public String describe() {
        return "OCI bucket " + config.namespace() + "/" + config.bucket()
                + (config.endpoint() == null ? "" : " at " + config.endpoint().getAuthority());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        if (credentials instanceof SessionTokenAuthenticationDetailsProvider session) {
            session.close();
        }
    }
}
