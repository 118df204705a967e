package dev.baton.spark;

import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.R2;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.stage.LedgerReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A Spark application only where the baton is: hooks start it and stop it. */
@Tag("soak")
class SparkStandbyTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceWhereHooksStartAndStopTheApplications() throws Exception {
        // Given
        try (TwoRegions regions = TwoRegions.raise(directory);
                SparkOnHook r1 = SparkOnHook.install(regions, R1, directory);
                SparkOnHook r2 = SparkOnHook.install(regions, R2, directory);
                LedgerReader reader = regions.startFlights()) {
            r1.startByHand();
            regions.awaitMoreRows(R1, RATE);
            regions.stage().startAgents();
            // When
            regions.switchOver(R2);
            regions.awaitMoreRows(R2, RATE);
            regions.awaitThat(() -> r1.process().isEmpty());
            regions.switchOver(R1);
            regions.awaitMoreRows(R1, RATE);
            regions.awaitThat(() -> r2.process().isEmpty());
            r1.close();
            regions.stage().kill(R1);
            regions.awaitMoreRows(R2, RATE);
            // Then
            assertThat(r2.process()).isPresent();
            regions.judge(reader);
        }
    }
}
