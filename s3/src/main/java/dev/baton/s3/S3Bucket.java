package dev.baton.s3;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.bucket.Bucket;
import dev.baton.runtime.bucket.BucketException;
import dev.baton.runtime.bucket.BucketException.Kind;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.StoredObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of Amazon S3, or of a store that speaks its protocol, by the AWS SDK.
 *
 * <p>A version is the ETag as it was sent, quotes and all; {@link Nonces} make it new with every put. The SDK's retries,
 * redirects, chunked signing and checksums of its own are off, so that one call is one request that every store
 * understands. Safe for use by several threads.
 */
final class S3Bucket implements Bucket {

    /** One strong entity tag and no list of them, as a list in If-Match would match more than was read. */
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]+\"");

    private static final int NOT_MODIFIED = 304;
    private static final int MAX_CONNECTIONS = 32;
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Set as soon as a request may have left; what fails before has changed nothing. */
    private static final ExecutionAttribute<AtomicBoolean> SENT = new ExecutionAttribute<>("dev.baton.s3.sent");

    private final StoreConfig.S3 config;
    private final S3Client client;
    private final AwsCredentialsProvider credentials;
    private final Nonces nonces = new Nonces(S3Bucket::nonce);

    private S3Bucket(StoreConfig.S3 config, S3Client client, AwsCredentialsProvider credentials) {
        this.config = config;
        this.client = client;
        this.credentials = credentials;
    }

    /**
     * The bucket; it is not asked yet.
     *
     * @param patience for each read; half of it for connecting
     * @throws InvalidConfigurationException if no region is configured anywhere
     */
    static S3Bucket open(StoreConfig.S3 config, Duration patience) {
        AwsCredentialsProvider credentials = credentials(config.profile());
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(patience.dividedBy(2))
                        .connectionAcquisitionTimeout(patience.dividedBy(2))
                        .socketTimeout(patience)
                        .maxConnections(MAX_CONNECTIONS)
                        .expectContinueEnabled(false))
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Departure())
                        .defaultProfileName(config.profile()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .forcePathStyle(config.pathStyle())
                .endpointOverride(config.endpoint());
        if (config.region() != null) {
            builder.region(Region.of(config.region()));
        }
        try {
            return new S3Bucket(config, builder.build(), credentials);
        } catch (SdkClientException e) {
            throw new InvalidConfigurationException(
                    "The S3 bucket " + config.bucket() + " cannot be used: " + e.getMessage()
                            + " Give 'region' under 's3', or set AWS_REGION.",
                    e);
        }
    }

    /** A profile that is named comes before the environment, which is the same for each of three stores. */
    private static AwsCredentialsProvider credentials(@Nullable String profile) {
        return profile == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(profile);
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public StoredObject get(String name, @Nullable StoredObject known, Duration timeout) throws BucketException {
        StoredObject body = ask(timeout, settings -> {
            GetObjectRequest request = GetObjectRequest.builder()
                    .bucket(config.bucket())
                    .key(name)
                    .ifNoneMatch(known == null ? null : known.version())
                    .overrideConfiguration(settings)
                    .build();
            try {
                return client.getObject(request, S3Bucket::body);
            } catch (S3Exception e) {
                if (known != null && e.statusCode() == NOT_MODIFIED) {
                    return known;
                }
                throw e;
            }
        });
        return body == known ? body : new StoredObject(Nonces.bytes(body.bytes()), body.version());
    }

    /** Of at most so many bytes: a server that sends more cannot fill the memory. */
    private static StoredObject body(GetObjectResponse response, AbortableInputStream stream) throws Exception {
        int most = ObjectStore.MAX_BYTES + Nonces.LENGTH;
        byte[] bytes = stream.readNBytes(most + 1);
        if (bytes.length > most) {
            stream.abort();
            throw SdkClientException.create("the object is longer than " + ObjectStore.MAX_BYTES + " bytes");
        }
        return new StoredObject(bytes, tag(response.eTag()));
    }

    @Override
    public String put(String name, byte[] bytes, @Nullable String expected, Duration timeout) throws BucketException {
        byte[] body = nonces.body(bytes);
        return ask(timeout, settings -> {
            PutObjectRequest.Builder request = PutObjectRequest.builder()
                    .bucket(config.bucket())
                    .key(name)
                    .contentType("application/octet-stream")
                    .overrideConfiguration(settings);
            PutObjectRequest conditional = expected == null
                    ? request.ifNoneMatch("*").build()
                    : request.ifMatch(expected).build();
            return tag(
                    client.putObject(conditional, RequestBody.fromBytes(body)).eTag());
        });
    }

    private static String tag(@Nullable String sent) {
        if (sent == null || !STRONG_TAG.matcher(sent).matches()) {
            throw SdkClientException.create("it sent no strong ETag, so nothing could be replaced safely");
        }
        return sent;
    }

    @Override
    public Page list(String prefix, @Nullable String from, Duration timeout) throws BucketException {
        ListObjectsV2Response page = ask(
                timeout,
                settings -> client.listObjectsV2(ListObjectsV2Request.builder()
                        .bucket(config.bucket())
                        .prefix(prefix)
                        .continuationToken(from)
                        .overrideConfiguration(settings)
                        .build()));
        boolean more = Boolean.TRUE.equals(page.isTruncated());
        if (more
                && (page.nextContinuationToken() == null
                        || page.nextContinuationToken().equals(from))) {
            throw new BucketException(Kind.IN_DOUBT, "it says that there are more keys, and not where", null);
        }
        return new Page(
                page.contents().stream().map(S3Object::key).toList(), more ? page.nextContinuationToken() : null);
    }

    @Override
    public void delete(String name, Duration timeout) throws BucketException {
        ask(
                timeout,
                settings -> client.deleteObject(DeleteObjectRequest.builder()
                        .bucket(config.bucket())
                        .key(name)
                        .overrideConfiguration(settings)
                        .build()));
    }

    private <T> T ask(Duration timeout, Function<AwsRequestOverrideConfiguration, T> request) throws BucketException {
        AtomicBoolean sent = new AtomicBoolean();
        try {
            return request.apply(AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(timeout)
                    .putExecutionAttribute(SENT, sent)
                    .build());
        } catch (SdkException e) {
            throw S3Failures.of(e, sent.get(), config);
        }
    }

    @Override
    public boolean isVersion(String text) {
        return STRONG_TAG.matcher(text).matches();
    }

    @Override
    public String describe() {
        return "S3 bucket " + config.bucket()
                + (config.endpoint() == null ? "" : " at " + config.endpoint().getAuthority());
    }

    @Override
    public void close() {
        client.close();
        if (credentials instanceof AutoCloseable closeable) {
            closeQuietly(closeable);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            return; // nothing of the store's: only threads that would refresh credentials
        }
    }

    /** Notes that a request is about to be sent. */
    private static final class Departure implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            attributes.getAttribute(SENT).set(true);
        }
    }
}
