package dev.baton.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.config.TokenConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.Stores;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.CloudServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3ObjectStoreTest {

    private static final byte[] BYTES = "x".getBytes(UTF_8);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final CloudServer server = S3Server.start();

    @AfterEach
    void stop() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.disableEc2Metadata");
        System.clearProperty("aws.sharedCredentialsFile");
    }

    @Test
    void shouldBeFoundByTheConfiguration() {
        // When
        try (ObjectStore store = Stores.open(TokenConfig.in(S3Server.config(server.uri())))) {
            // Then
            assertThat(store.putIfAbsent("a", BYTES)).isInstanceOf(PutOutcome.Applied.class);
            assertThat(store.describe())
                    .isEqualTo("S3 bucket payments-baton at 127.0.0.1:"
                            + server.uri().getPort() + " under baton/prod/");
        }
    }

    @Test
    void shouldWriteUnderItsPrefixOnly() {
        // Given
        List<String> requests = new ArrayList<>();
        server.beforeEachRequest(requests::add);

        // When
        try (ObjectStore store = S3Server.open(server.uri(), DEADLINE)) {
            store.putIfAbsent("payments/token", BYTES);
        }

        // Then
        assertThat(requests).containsExactly("PUT /payments-baton/baton/prod/payments/token");
    }

    @Test
    void shouldLeaveAloneWhatIsNotItsOwn() {
        // Given
        try (S3Client others = client();
                ObjectStore store = S3Server.open(server.uri(), DEADLINE)) {
            for (String name :
                    List.of("baton/prod/folder/", "baton/prod/no key", "baton/other", "baton/prod/by-hand")) {
                others.putObject(request -> request.bucket(S3Server.BUCKET).key(name), RequestBody.fromString("{}"));
            }

            // Then
            assertThat(store.list("")).containsExactly("by-hand");
            assertThatThrownBy(() -> store.get("by-hand"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot read by-hand", "not put there", "baton-put:");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchBucket() {
        // Given
        StoreConfig.S3 config = new StoreConfig.S3("mistaken", "", "eu-central-1", server.uri(), true);

        // Then
        assertEachCallFails(config, "NoSuchBucket", "create the bucket, or correct 'bucket'");
    }

    @Test
    void shouldSayThatTheSignatureIsRefusedAndNotShowTheSecret() {
        // Given
        System.setProperty("aws.secretAccessKey", "hunter3");

        // Then
        assertEachCallFails(S3Server.config(server.uri()), "403 SignatureDoesNotMatch", "check the credentials");
    }

    @Test
    void shouldSayThatTheKeyIsUnknown() {
        // Given
        System.setProperty("aws.accessKeyId", "AKIDOTHER");

        // Then
        assertEachCallFails(S3Server.config(server.uri()), "InvalidAccessKeyId", "check the credentials");
    }

    private static void assertEachCallFails(StoreConfig.S3 config, String code, String advice) {
        try (ObjectStore store = Stores.open(config)) {
            assertThatThrownBy(() -> store.get("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot read a in S3 bucket", code, advice)
                    .hasMessageNotContaining("hunter");
            assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot write a", code, "Nothing was changed.");
            assertThatThrownBy(() -> store.putIfVersion("a", BYTES, "\"a\""))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void shouldSayThatThereAreNoCredentialsAndBeSureThatNothingWasSent() {
        // Given
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/no/such/file");

        try (ObjectStore store = Stores.open(S3Server.config(server.uri()))) {
            // Then
            assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(
                            "no request could be made", "check the credentials", "Nothing was changed");
            assertThat(server.writes()).isZero();
        }
    }

    @Test
    void shouldNotTakeARepeatedPutForAnythingButAConflict() {
        // Given
        server.failNextWrites(CloudFault.REPEATED);

        // When
        try (ObjectStore store = S3Server.open(server.uri(), DEADLINE)) {
            // Then: whoever wrote it finds its own write when it reads
            assertThat(store.putIfAbsent("a", BYTES)).isEqualTo(new PutOutcome.Conflict());
            assertThat(store.get("a").orElseThrow().bytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void shouldBeSureThatAnUnknownHostWasNotAsked() {
        // Given
        URI nowhere = URI.create("http://nowhere.invalid:1");

        try (ObjectStore store = S3Server.open(nowhere, DEADLINE)) {
            // Then
            assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("cannot be reached", "'endpoint' and 'region'", "Nothing was changed");
        }
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(server.uri())
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false))
                .build();
    }
}
