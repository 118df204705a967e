package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OciRegionConfigTest {

    private static final RegionId R1 = new RegionId("r1");

    private static BatonConfig config(String r1) {
        return BatonConfig.parse(
                """
                name: payments
                regions:
                  r1: %s
                  r2: { kafka: { bootstrap.servers: "b:9092" } }
                streams: { flights: { topics: { r1: ocid1.stream.oc1.iad.amaa } } }
                token: { directory: token }
                """
                        .formatted(r1),
                "baton.yaml",
                Path.of("/etc"),
                name -> null);
    }

    @Test
    void shouldReadARegionOnOciStreamingBesideOneOnKafka() {
        // When
        BatonConfig config = config("{ type: oci, oci: { pool: ocid1.streampool.oc1.iad.p, region: us-ashburn-1,"
                + " endpoint: https://gateway.example.com, profile: ONE, configFile: oci/config } }");

        // Then
        assertThat(config.region(R1).oci())
                .contains(new OciStreamsConfig(
                        "ocid1.streampool.oc1.iad.p",
                        null,
                        "us-ashburn-1",
                        URI.create("https://gateway.example.com"),
                        null,
                        new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, "ONE", Path.of("/etc/oci/config"))));
        assertThat(config.topic("flights", R1)).isEqualTo("ocid1.stream.oc1.iad.amaa");
        assertThat(config.region(new RegionId("r2")).type()).isEqualTo(ServiceType.KAFKA);
    }

    @Test
    void shouldSayWhatIsMissingOrTooMuch() {
        assertRefused("{ type: oci }", "regions.r1.oci", "is missing; say how OCI Streaming is reached");
        assertRefused("{ oci: {}, kafka: { bootstrap.servers: 'b:1' } }", "is used with 'type: oci' only");
        assertRefused("{ type: oci, oci: {}, kafka: { bootstrap.servers: 'b:1' } }", "is not used with 'type: oci'");
        assertRefused("{ type: oci-kafka }", "bootstrap.servers", "is missing");
        assertRefused("{ type: oci, oci: { pool: ocid1.stream.oc1.x } }", "begins with ocid1.streampool.");
        assertRefused("{ type: oci, oci: { auth: instance-principal, profile: ONE } }", "auth: config-file");
        assertRefused("{ type: pulsar }", "must be one of: kafka, oci, oci-kafka");
    }

    @Test
    void shouldLeaveIdempotenceOpenWhereItIsFoundOut() {
        // When
        BatonConfig config = config("{ type: oci-kafka, kafka: { bootstrap.servers: 'b:1', enable.idempotence: false,"
                + " max.in.flight.requests.per.connection: 1 } }");

        // Then
        assertThat(config.region(R1).kafka()).containsEntry("enable.idempotence", "false");
        assertRefused("{ type: oci-kafka, kafka: { bootstrap.servers: 'b:1', acks: 1 } }", "acks", "must be all");
        assertRefused(
                "{ kafka: { bootstrap.servers: 'b:1', enable.idempotence: false } }",
                "enable.idempotence",
                "must be true");
    }

    private static void assertRefused(String r1, String... words) {
        assertThatThrownBy(() -> config(r1))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(words);
    }
}
