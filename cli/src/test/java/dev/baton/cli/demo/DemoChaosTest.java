package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole demo, shorter: real brokers, a real database, a real loss. */
@Tag("chaos")
class DemoChaosTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @Tag("soak")
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void shouldLoseARegionAndNothingElse() throws IOException {
        // When
        JsonNode json = reportOf("--rate=500", "--duration=15s", "--kill=r1@5s");
        // Then
        assertThat(json.get("acked").asLong()).isGreaterThan(3_000);
        assertThat(json.get("applied").asLong())
                .isGreaterThanOrEqualTo(json.get("acked").asLong());
        assertThat(json.at("/failover/rtoMillis").asLong()).isPositive();
        assertThat(json.at("/regions/r1/sync").asText()).isEqualTo("OUT");
        assertThat(json.at("/regions/r2/active").asBoolean()).isTrue();
        assertThat(json.at("/regions/r2/missing").asLong()).isZero();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldBringARegionBackAndTheBatonHomeAlthoughStoresOfTheTokenAreLost() throws IOException {
        // When
        JsonNode json = reportOf(
                "--rate=500",
                "--duration=20s",
                "--kill=r1@4s",
                "--restore=r1@10s",
                "--failback",
                "--token=quorum",
                "--wipe-store=1@4s",
                "--restore-store=1@9s",
                "--freeze-store=2@12s");
        // Then
        assertThat(json.at("/catchUp/0/copied").asLong()).isPositive();
        assertThat(json.at("/catchUp/0/inSyncMillis").asLong()).isPositive();
        assertThat(json.at("/failover/rtoMillis").asLong()).isPositive();
        assertThat(json.at("/failback/pauseMillis").asLong()).isPositive();
        assertThat(json.at("/regions/r1/sync").asText()).isEqualTo("IN_SYNC");
        assertThat(json.at("/regions/r1/active").asBoolean()).isTrue();
        assertThat(json.at("/verify/same").asBoolean()).isTrue();
    }

    @Tag("soak")
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void shouldLoseARegionOfOciStreamingAndNothingElse() throws IOException {
        // When
        JsonNode json = reportOf("--on=oci", "--rate=200", "--partitions=3", "--duration=12s", "--kill=r1@4s");
        // Then
        assertThat(json.get("acked").asLong()).isGreaterThan(1_000);
        assertThat(json.at("/regions/r2/active").asBoolean()).isTrue();
        assertThat(json.at("/regions/r2/missing").asLong()).isZero();
    }

    @Tag("soak")
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldLoseARegionOfOciStreamingAndBringItBackBesideOneOnKafka() throws IOException {
        // When
        JsonNode json = reportOf(
                "--on=oci,kafka",
                "--rate=200",
                "--partitions=3",
                "--duration=15s",
                "--kill=r1@4s",
                "--restore=r1@9s",
                "--failback");
        // Then
        assertThat(json.get("acked").asLong()).isGreaterThan(2_000);
        assertThat(json.at("/catchUp/0/copied").asLong()).isPositive();
        assertThat(json.at("/regions/r1/active").asBoolean()).isTrue();
        assertThat(json.at("/verify/same").asBoolean()).isTrue();
    }

    /** Of a demo that ends well. */
    private JsonNode reportOf(String... options) throws IOException {
        Path report = directory.resolve("report.json");
        CommandLine demo = new CommandLine(new DemoCommand());
        demo.setOut(new PrintWriter(out));
        demo.setErr(new PrintWriter(out));
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--headless", "--report=" + report, "--directory=" + directory.resolve("data")));
        int status = demo.execute(arguments.toArray(String[]::new));
        assertThat(status).as("%s", out).isZero();
        return new ObjectMapper().readTree(report.toFile());
    }
}
