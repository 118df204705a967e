package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.demo.DemoCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The demo with a Spark application in each region. */
@Tag("soak")
class SparkDemoTest {

    private static final String OPTIONS = "baton.spark";

    @TempDir
    Path directory;

    @BeforeEach
    void sayHowSparkIsStarted() throws IOException {
        Path options = Files.writeString(
                directory.resolve("spark.options"),
                String.format(
                        "-cp \"%s\" %s",
                        System.getProperty("java.class.path"), JavaModuleOptions.defaultModuleOptions()));
        System.setProperty(OPTIONS, options.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "oci"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldLoseARegionAndBringItBack(String service) throws IOException {
        // Given
        StringWriter out = new StringWriter();
        CommandLine demo = new CommandLine(new DemoCommand());
        demo.setOut(new PrintWriter(out));
        Path report = directory.resolve("report.json");
        // When
        int status = demo.execute(
                "--processors=spark",
                "--on=" + service,
                "--rate=200",
                "--duration=40s",
                "--kill=r1@10s",
                "--restore=r1@25s",
                "--failback",
                "--headless",
                "--report=" + report,
                "--directory=" + directory.resolve("data"));
        // Then
        assertThat(status).as("%s", out).isZero();
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/settings/spark").asBoolean()).isTrue();
        assertThat(json.at("/applied").asLong()).isEqualTo(json.at("/acked").asLong());
        assertThat(json.at("/regions/r1/active").asBoolean()).isTrue();
    }
}
