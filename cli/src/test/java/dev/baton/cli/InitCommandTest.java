package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.OciStreamsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {

    @TempDir
    Path directory;

    @Test
    void shouldWriteAFileThatLoads() {
        // Given
        Path file = directory.resolve("baton.yaml");

        // When
        Cli init = Cli.run("init", "--file", file.toString());

        // Then
        assertThat(init.exit()).isZero();
        assertThat(init.out()).contains("Wrote " + file, "'baton config check'");
        assertThat(BatonConfig.load(file).regions()).hasSize(2);
    }

    @Test
    void shouldNotReplaceAFileUnlessTold() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("baton.yaml"), "mine");

        // When
        Cli refused = Cli.run("init", "--file", file.toString());
        String kept = Files.readString(file);
        Cli forced = Cli.run("init", "--file", file.toString(), "--force");

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is there already", "--force");
        assertThat(kept).isEqualTo("mine");
        assertThat(forced.exit()).isZero();
    }

    @Test
    void shouldAskForTheVariablesOfOraclesDemonstration() {
        // Given
        Path file = directory.resolve("baton.yaml");
        List<String> answers = List.of(
                "orders",
                "Stream_API",
                "ocid1.stream.oc1.iad.a",
                "ocid1.streampool.oc1.iad.a",
                "https://example.apigateway.us-ashburn-1.oci.customer-oci.com",
                "ASHBURN",
                "Stream_R1",
                "",
                "",
                "ocid1.compartment.oc1..c",
                "",
                "PHOENIX",
                "my-tenancy",
                "",
                "",
                "");

        // When
        Cli init = Cli.runWithInput(String.join("\n", answers) + "\n", "init", "--from-oci", "--file", file.toString());

        // Then
        assertThat(init.exit()).as(init.err()).isZero();
        BatonConfig config = BatonConfig.load(file);
        RegionId r1 = new RegionId("r1");
        RegionId r2 = new RegionId("r2");
        assertThat(config.name()).isEqualTo("orders");
        assertThat(config.topic("Stream_API", r1)).isEqualTo("ocid1.stream.oc1.iad.a");
        assertThat(config.topic("Stream_API", r2)).isEqualTo("Stream_R1");
        OciStreamsConfig ashburn = config.region(r1).oci().orElseThrow();
        assertThat(ashburn.pool()).isEqualTo("ocid1.streampool.oc1.iad.a");
        assertThat(ashburn.endpoint()).hasHost("example.apigateway.us-ashburn-1.oci.customer-oci.com");
        assertThat(ashburn.login().profile()).isEqualTo("ASHBURN");
        OciStreamsConfig phoenix = config.region(r2).oci().orElseThrow();
        assertThat(phoenix.compartment()).isEqualTo("ocid1.compartment.oc1..c");
        assertThat(phoenix.endpoint()).isNull();
        assertThat(config.token().stores().toString()).contains("my-tenancy", "data", "PHOENIX");
        assertThat(config.markers()).isNotNull().satisfies(markers -> assertThat(markers.objects())
                .containsExactly(entry(r1, "r1"), entry(r2, "r2")));
    }

    @Test
    void shouldWriteNothingIfTheAnswersAreWrongOrMissing() {
        // Given
        Path file = directory.resolve("baton.yaml");
        String answers =
                "orders\nStream_API\nocid1.stream.a\nnot-a-pool\n\n\n\n\n\nocid1.compartment.c\n\n\nns\n\n\n\n";

        // When
        Cli wrong = Cli.runWithInput(answers, "init", "--from-oci", "--file", file.toString());
        Cli missing = Cli.runWithInput("orders\n", "init", "--from-oci", "--file", file.toString());

        // Then
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("regions.r1.oci.pool: 'not-a-pool' is not such an OCID");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there are no more answers; the question was: STREAM_NAME");
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldSayWhyItCannotWrite() {
        // Given
        Path file = directory.resolve("missing/baton.yaml");

        // When
        Cli init = Cli.run("init", "--file", file.toString());

        // Then
        assertThat(init.exit()).isEqualTo(1);
        assertThat(init.err()).isEqualTo("baton: there is no file " + file + "\n");
    }
}
