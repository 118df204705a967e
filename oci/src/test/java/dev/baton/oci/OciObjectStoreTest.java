package dev.baton.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.config.TokenConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.Stores;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciObjectStoreTest {

    private static final byte[] BYTES = "x".getBytes(UTF_8);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private CloudServer server = OciServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldBeFoundByTheConfiguration() {
        // Given
        StoreConfig.Oci config = OciServer.config(server.uri(), OciServer.configFile(directory));

        // When
        try (ObjectStore store = Stores.open(TokenConfig.in(config))) {
            // Then
            assertThat(store.putIfAbsent("a", BYTES)).isInstanceOf(PutOutcome.Applied.class);
            assertThat(store.describe())
                    .isEqualTo("OCI bucket tenancy-ns/payments-baton at 127.0.0.1:"
                            + server.uri().getPort() + " under baton/prod/");
        }
    }

    @Test
    void shouldSignWithASessionToken() {
        // Given
        StoreConfig.Oci config = new StoreConfig.Oci(
                OciServer.NAMESPACE,
                OciServer.BUCKET,
                "",
                null,
                server.uri(),
                OciAuth.SESSION_TOKEN,
                "SESSION",
                OciServer.configFile(directory));

        // When
        try (ObjectStore store = Stores.open(config)) {
            // Then
            assertThat(store.putIfAbsent("a", BYTES)).isInstanceOf(PutOutcome.Applied.class);
        }
    }

    @Test
    void shouldWriteUnderItsPrefixOnly() {
        // Given
        List<String> requests = new ArrayList<>();
        server.beforeEachRequest(requests::add);

        // When
        try (ObjectStore store = OciServer.open(server.uri(), OciServer.configFile(directory), DEADLINE)) {
            store.putIfAbsent("payments/token", BYTES);
        }

        // Then
        assertThat(requests).containsExactly("PUT /n/tenancy-ns/b/payments-baton/o/baton%2Fprod%2Fpayments%2Ftoken");
    }

    @Test
    void shouldSayThatThereIsNoSuchBucketOrNoPermission() {
        // Given
        StoreConfig.Oci config = new StoreConfig.Oci(
                OciServer.NAMESPACE,
                "mistaken",
                "",
                null,
                server.uri(),
                OciAuth.CONFIG_FILE,
                null,
                OciServer.configFile(directory));

        // Then
        assertEachCallFails(config, "404 BucketNotFound", "correct 'namespace', 'bucket' or 'region' under 'oci'");
    }

    @Test
    void shouldSayThatTheSignatureIsRefused() {
        assertEachCallFails(
                OciServer.config(server.uri(), OciIdentity.create().write(directory)),
                "401 NotAuthenticated",
                "check the key or token");
    }

    @Test
    void shouldSayThatTheClockIsOff() {
        // Given
        server.close();
        server = OciServer.start(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));

        // Then
        assertEachCallFails(
                OciServer.config(server.uri(), OciServer.configFile(directory)),
                "401 NotAuthenticated",
                "the clock of this machine");
    }

    private static void assertEachCallFails(StoreConfig.Oci config, String code, String advice) {
        try (ObjectStore store = Stores.open(config)) {
            assertThatThrownBy(() -> store.get("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot read a in OCI bucket", code, advice);
            assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("Cannot write a", code, "Nothing was changed.");
            assertThatThrownBy(() -> store.putIfVersion("a", BYTES, "b")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.delete("a")).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void shouldSayAtOnceThatAConfigurationFileIsMissing() {
        assertThatThrownBy(() -> Stores.open(OciServer.config(server.uri(), directory.resolve("none"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(directory.resolve("none").toString(), "'configFile'");
    }

    @Test
    void shouldSayAtOnceThatAProfileIsMissing() {
        // Given
        StoreConfig.Oci config = new StoreConfig.Oci(
                OciServer.NAMESPACE,
                OciServer.BUCKET,
                "",
                null,
                server.uri(),
                OciAuth.CONFIG_FILE,
                "NOBODY",
                OciServer.configFile(directory));

        // Then
        assertThatThrownBy(() -> Stores.open(config))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("NOBODY", "'profile'");
    }

    @Test
    void shouldSayThatThisIsNoResourceAndBeSureThatNothingWasSent() {
        // Given
        StoreConfig.Oci config = new StoreConfig.Oci(
                OciServer.NAMESPACE, OciServer.BUCKET, "", null, server.uri(), OciAuth.RESOURCE_PRINCIPAL, null, null);

        // When
        try (ObjectStore store = Stores.open(config)) {
            // Then
            assertThatThrownBy(() -> store.putIfAbsent("a", BYTES))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("no request could be made", "check 'auth'", "Nothing was changed");
            assertThat(server.writes()).isZero();
        }
    }
}
