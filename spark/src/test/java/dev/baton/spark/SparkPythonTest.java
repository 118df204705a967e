package dev.baton.spark;

import static dev.baton.spark.TwoRegions.PATIENCE;
import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.R2;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.core.RegionId;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code spark-submit --jars} of a program in Python, which speaks to Spark's gateway as PySpark's library does; {@code gateway.py}
 * stands for that. It is run when the jar has been packaged.
 */
@Tag("jar")
@Tag("soak")
class SparkPythonTest {

    private static final String LOCAL = "local[2]";
    private static final String IN_FOREACH_BATCH = "foreachBatch";
    private static final String DIRECTLY = "directly";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Janitor janitor;
    private SparkHome spark;
    private TwoRegions regions;

    @BeforeEach
    void raise() throws IOException, SQLException {
        assertThatCode(() -> new ProcessBuilder("python3", "--version").start().waitFor())
                .as("this test starts python3, of 3.8 or later: apt-get install python3")
                .doesNotThrowAnyException();
        janitor = Janitor.start();
        spark = SparkHome.install(janitor, directory.resolve("spark"));
        regions = TwoRegions.raise(directory);
    }

    @AfterEach
    void strike() {
        janitor.close();
        regions.close();
    }

    private ChildProcess start(RegionId region, String form) throws IOException, URISyntaxException {
        Path folder = Files.createDirectories(directory.resolve("python-" + region));
        Map<String, String> flights = new TreeMap<>(FlightsInSql.properties(regions, region, folder));
        flights.put("driver", "org.postgresql.Driver");
        Path file = folder.resolve("flights.json");
        new ObjectMapper().writeValue(file.toFile(), flights);
        String program = Path.of(getClass().getResource("flights.py").toURI()).toString();
        return spark.submit("python-" + region, LOCAL, List.of(), program, file.toString(), form);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceAcrossAFailover() throws Exception {
        // Given
        ChildProcess lost = start(R1, DIRECTLY);
        ChildProcess standby = start(R2, IN_FOREACH_BATCH);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, RATE);
            regions.stage().startAgents();
            // When
            lost.kill();
            regions.stage().kill(R1);
            regions.awaitMoreRows(R2, RATE);
            // Then
            regions.judge(reader);
            assertThat(standby.isAlive()).isTrue();
            assertThat(Files.readString(standby.log())).contains(FlightsApplication.PLANNED);
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldRefuseABatchThatIsWrittenByAnotherThread() throws Exception {
        // Given
        spark.set("PYSPARK_PIN_THREAD", "false");
        // When
        ChildProcess application = start(R1, IN_FOREACH_BATCH);
        try (LedgerReader reader = regions.startFlights()) {
            // Then
            assertThat(application.awaitExit(PATIENCE)).isTrue();
            assertThat(application.exitCode()).isNotEqualTo(0);
            assertThat(Files.readString(application.log()))
                    .contains("No batch of format(\"baton\") with group 'demo' and stream 'flights'");
            assertThat(regions.rows(R1)).isZero();
        }
    }
}
