package dev.baton.spark;

import static dev.baton.spark.TwoRegions.PATIENCE;
import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users have it, in Spark as they have it. It is run when the jar has been packaged. */
@Tag("jar")
@Tag("soak")
class SparkJarTest {

    private static final String LOCAL = "local[2]";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Janitor janitor;
    private SparkHome spark;
    private TwoRegions regions;

    @BeforeEach
    void raise() throws IOException, SQLException {
        janitor = Janitor.start();
        spark = SparkHome.install(janitor, directory.resolve("spark"));
        regions = TwoRegions.raise(directory);
    }

    @AfterEach
    void strike() {
        janitor.close();
        regions.close();
    }

    private void awaitAcked(LedgerReader reader, long events) {
        regions.awaitThat(() -> {
            reader.advance();
            return reader.acked() >= events;
        });
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldBeFoundByItsNameInSql() throws Exception {
        // Given
        long acked;
        try (LedgerReader reader = regions.startFlights()) {
            awaitAcked(reader, RATE);
            regions.stage().producers().stop();
            reader.advance();
            acked = reader.acked();
        }
        String view =
                "CREATE TEMPORARY VIEW flights USING baton OPTIONS (config '%s', region 'r1', group 'g', stream '%s')"
                        .formatted(regions.config(R1), FlightsApplication.STREAM);
        String jar = spark.jarOf(ViewApplication.class).toString();
        // When
        ChildProcess submit = spark.submit(
                "view",
                LOCAL,
                List.of("--class", ViewApplication.class.getName()),
                jar,
                view,
                "SELECT count(DISTINCT partition, producer, sequence) FROM flights");
        // Then
        assertThat(submit.awaitExit(PATIENCE)).isTrue();
        assertThat(submit.exitCode()).as(submit.logTail(30)).hasValue(0);
        assertThat(Files.readString(submit.log())).containsPattern("answer=" + acked + "\\s");
    }
}
