package dev.baton.spark;

import static dev.baton.spark.TwoRegions.PATIENCE;
import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.R2;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.core.RegionId;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Two Spark applications, one in each region, with everything around them in processes of its own. */
class SparkFailoverTest {

    /** A batch takes so long, so that a kill nearly always comes in the middle of one. */
    private static final long DAWDLE_MILLIS = 300;

    /** Time enough to freeze it before it commits. */
    private static final long ZOMBIE_MILLIS = 3_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Janitor janitor;
    private TwoRegions regions;
    private SortedMap<RegionId, SparkProcess> applications;

    @BeforeEach
    void raise() throws IOException, SQLException {
        janitor = Janitor.start();
        regions = TwoRegions.raise(directory);
        applications = new TreeMap<>();
    }

    @AfterEach
    void strike() {
        janitor.close();
        regions.close();
    }

    private void startApplications(long dawdleMillis) {
        start(dawdleMillis, Optional.empty());
    }

    /** What happens, happens to r1's; r2's has no {@code foreachBatch} to dawdle in. */
    private void start(long dawdleMillis, Optional<Path> lake) {
        for (RegionId region : List.of(R1, R2)) {
            SparkProcess application = new SparkProcess(
                    janitor, regions.stage(), region, directory, region.equals(R1) ? dawdleMillis : 0, lake);
            application.start();
            applications.put(region, application);
        }
    }

    /** The region dies with the application in it. */
    private void kill(RegionId region) {
        applications.get(region).process().kill();
        regions.stage().kill(region);
    }

    @Test
    @Tag("chaos")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceAcrossAFailover() throws Exception {
        // Given
        startApplications(DAWDLE_MILLIS);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, RATE);
            regions.stage().startAgents();
            // When
            kill(R1);
            regions.awaitMoreRows(R2, RATE);
            // Then
            regions.judge(reader);
            assertThat(Files.readString(applications.get(R2).process().log())).contains("Ready to take over");
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldFenceADriverThatWasFrozenInTheMiddleOfABatch() throws Exception {
        // Given
        startApplications(ZOMBIE_MILLIS);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, 1);
            regions.stage().startAgents();
            ChildProcess zombie = applications.get(R1).process();
            long batches = batches(zombie);
            regions.awaitThat(() -> batches(zombie) > batches);
            zombie.freeze();
            regions.switchOver(R2);
            regions.awaitMoreRows(R2, RATE);
            // When
            zombie.thaw();
            // Then
            assertThat(zombie.awaitExit(PATIENCE)).isTrue();
            assertThat(zombie.exitCode()).hasValue(FlightsApplication.ENDED_WITH_ERROR);
            assertThat(Files.readString(zombie.log()))
                    .contains("Fenced: term 2 has taken over")
                    .contains("this batch was planned in term 1");
            regions.judge(reader);
        }
    }

    private static long batches(ChildProcess application) throws IOException {
        return Files.readAllLines(application.log()).stream()
                .filter(line -> line.contains(FlightsApplication.PLANNED))
                .count();
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldAppendEachEventOnceToATableOfALakeAcrossAFailoverAndBack() throws Exception {
        // Given
        Path warehouse = directory.resolve("lake");
        try (LakeTable table = LakeTable.create(regions.stage().jdbcUrl(R2), warehouse);
                LedgerReader reader = regions.startFlights()) {
            start(DAWDLE_MILLIS, Optional.of(warehouse));
            regions.awaitThat(() -> table.rows(R1) >= RATE);
            regions.stage().startAgents();
            // When
            kill(R1);
            regions.awaitThat(() -> table.rows(R2) >= RATE);
            regions.stage().restore(R1);
            applications.get(R1).start();
            long before = table.rows(R1);
            regions.awaitThat(regions::isWhole);
            regions.switchOver(R1);
            regions.awaitThat(() -> table.rows(R1) >= before + RATE);
            // Then
            regions.judge(reader, table);
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldRefuseTheCommitToATableOfADriverThatWasFrozenInTheMiddleOfABatch() throws Exception {
        // Given
        Path warehouse = directory.resolve("lake");
        try (LakeTable table = LakeTable.create(regions.stage().jdbcUrl(R2), warehouse);
                LedgerReader reader = regions.startFlights()) {
            start(ZOMBIE_MILLIS, Optional.of(warehouse));
            regions.awaitThat(() -> table.rows(R1) >= 1);
            regions.stage().startAgents();
            ChildProcess zombie = applications.get(R1).process();
            long batches = batches(zombie);
            regions.awaitThat(() -> batches(zombie) > batches);
            zombie.freeze();
            regions.switchOver(R2);
            regions.awaitThat(() -> table.rows(R2) >= RATE);
            // When
            zombie.thaw();
            // Then
            assertThat(zombie.awaitExit(PATIENCE)).isTrue();
            assertThat(Files.readString(zombie.log()))
                    .contains("Fenced: term 2 has taken over stream 'flights' of group 'demo' at table lake.db.flights")
                    .contains("this batch was planned in term 1");
            regions.judge(reader, table);
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldProcessEachEventOnceAcrossTenFailoversAndBack() throws Exception {
        // Given
        startApplications(DAWDLE_MILLIS);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, 1);
            regions.stage().startAgents();
            // When
            for (int i = 0; i < 10; i++) {
                regions.loseAndRegain(
                        () -> applications.get(R1).process().kill(),
                        () -> applications.get(R1).start());
            }
            // Then
            regions.judge(reader);
        }
    }
}
