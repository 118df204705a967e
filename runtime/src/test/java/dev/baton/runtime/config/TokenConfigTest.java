package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.baton.core.InvalidConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code token}. */
class TokenConfigTest {

    @Test
    void shouldReadThreeStoresOfAnyKind() {
        // When
        TokenConfig config = SampleConfig.parseWith(
                        "  directory: /var/lib/baton",
                        """
                          stores:
                            r1: { s3: { bucket: baton-r1 } }
                            witness: { http: "https://witness.example/p/secret" }
                            r2: { directory: two }
                        """)
                .token();

        // Then
        assertThat(config.stores())
                .containsExactly(
                        entry("r1", new StoreConfig.S3("baton-r1", "", null, null, false, null)),
                        entry("r2", new StoreConfig.Directory(SampleConfig.FOLDER.resolve("two"))),
                        entry("witness", new StoreConfig.Http(URI.create("https://witness.example/p/secret"))));
        assertThat(config.toString()).contains("https://witness.example").doesNotContain("secret");
    }

    @Test
    void shouldReadABucketOfS3() {
        // When
        TokenConfig plain = SampleConfig.parseWith("directory: /var/lib/baton", "s3: { bucket: payments-baton }")
                .token();
        TokenConfig full = SampleConfig.parseWith(
                        "directory: /var/lib/baton",
                        "s3: { bucket: b.1, prefix: a/b/, region: eu-central-1, endpoint: 'http://minio:9000', pathStyle: true, profile: dr }")
                .token();

        // Then
        assertThat(plain.stores())
                .containsExactly(
                        entry(TokenConfig.ONLY, new StoreConfig.S3("payments-baton", "", null, null, false, null)));
        assertThat(full.stores())
                .containsExactly(entry(
                        TokenConfig.ONLY,
                        new StoreConfig.S3("b.1", "a/b", "eu-central-1", URI.create("http://minio:9000"), true, "dr")));
    }

    @Test
    void shouldReadABucketOfOci() {
        // When
        TokenConfig plain = SampleConfig.parseWith(
                        "directory: /var/lib/baton", "oci: { namespace: ns, bucket: Baton_1 }")
                .token();
        TokenConfig full = SampleConfig.parseWith(
                        "directory: /var/lib/baton",
                        """
                        oci:
                            namespace: ns
                            bucket: b
                            prefix: a
                            region: eu-frankfurt-1
                            endpoint: https://objects.internal
                            auth: session-token
                            profile: DR
                            configFile: oci.ini
                        """)
                .token();

        // Then
        assertThat(plain.stores().values())
                .containsExactly(new StoreConfig.Oci("ns", "Baton_1", "", null, null, OciAuth.CONFIG_FILE, null, null));
        assertThat(full.stores().values())
                .containsExactly(new StoreConfig.Oci(
                        "ns",
                        "b",
                        "a",
                        "eu-frankfurt-1",
                        URI.create("https://objects.internal"),
                        OciAuth.SESSION_TOKEN,
                        "DR",
                        SampleConfig.FOLDER.resolve("oci.ini")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com",
                "https://ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com",
                "https://bucket.vhcompat.objectstorage.us-ashburn-1.oci.customer-oci.com"
            })
    void shouldRefuseTheApiOfOciThatPromisesNoConditionalWrites(String endpoint) {
        assertThatThrownBy(() -> SampleConfig.parseWith(
                        "directory: /var/lib/baton", "s3: { bucket: payments-baton, endpoint: '" + endpoint + "' }"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("endpoint", "no conditional writes", "use 'oci'");
    }

    @Test
    void shouldTellEveryBrokenRuleOfARecord() {
        assertThatThrownBy(() -> new TokenConfig(new TreeMap<>(), Duration.ofHours(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "needs a store: give one of directory, http, s3, oci, or three of them below 'stores'; ttl: must"
                                + " be from 100ms to 1m; poll: must be at least 10ms");
    }
}
