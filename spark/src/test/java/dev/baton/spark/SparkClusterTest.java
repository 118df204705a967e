package dev.baton.spark;

import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.R2;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.core.RegionId;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Spark as users have it, on standalone clusters of real processes. It is run when the jar has been packaged. */
@Tag("jar")
@Tag("soak")
class SparkClusterTest {

    private static final int EXECUTORS_LOST = 3;
    private static final int FROZEN = 0;
    private static final int BESIDE = 1;
    /** So that transactions last. */
    private static final String DAWDLE = "DO $$ BEGIN PERFORM pg_sleep(0.002); END $$";

    private static final String AUTHORIZED = "Commit authorized for";
    private static final String DENIED = "Commit denied for";
    private static final String COMMITTED = "Committed";

    /**
     * Two executors, and speculation as eager as it gets. A frozen executor is found by the master, which watches its worker; one that comes
     * back would end by itself at its first heartbeat.
     */
    private static final List<String> SETTINGS = Stream.of(
                    "spark.executor.cores=2",
                    "spark.executor.memory=512m",
                    "spark.executor.heartbeatInterval=100s",
                    "spark.speculation=true",
                    "spark.speculation.interval=50ms",
                    "spark.speculation.minTaskRuntime=50ms",
                    "spark.speculation.multiplier=1.1",
                    "spark.speculation.quantile=0.25")
            .flatMap(setting -> Stream.of("--conf", setting))
            .toList();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Janitor janitor;
    private SparkHome spark;
    private TwoRegions regions;
    private SortedMap<RegionId, SparkCluster> clusters;
    private SortedMap<RegionId, ChildProcess> drivers;

    @BeforeEach
    void raise() throws IOException, SQLException {
        janitor = Janitor.start();
        spark = SparkHome.install(janitor, directory.resolve("spark"));
        regions = TwoRegions.raise(directory);
        clusters = new TreeMap<>();
        drivers = new TreeMap<>();
    }

    @AfterEach
    void strike() {
        janitor.close();
        regions.close();
    }

    /** A cluster of the region's own, and a driver that goes on with the region's checkpoint if there is one. */
    private void start(RegionId region, int workers) {
        try {
            Path folder = Files.createDirectories(directory.resolve("cluster-" + region));
            SparkCluster cluster = SparkCluster.start(spark, folder, workers);
            Path flights = FlightsInSql.write(
                    regions,
                    region,
                    folder,
                    Map.of("driver", "org.postgresql.Driver", "maxEventsPerTrigger", "1000", "effect.3", DAWDLE));
            clusters.put(region, cluster);
            drivers.put(
                    region,
                    spark.submit(
                            "driver-" + region,
                            cluster.url(),
                            Stream.concat(SETTINGS.stream(), Stream.of("--class", SqlApplication.class.getName()))
                                    .toList(),
                            SparkHome.JAR.toAbsolutePath().toString(),
                            flights.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill(RegionId region) {
        clusters.get(region).kill();
        drivers.get(region).kill();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceWhereExecutorsAreLostInTheMiddleOfACommit() throws Exception {
        // Given
        start(R1, 2);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, RATE);
            // When
            for (int i = 0; i < EXECUTORS_LOST; i++) {
                regions.awaitThat(this::isCommitting);
                clusters.get(R1).executor(i % 2).destroyForcibly();
                regions.awaitMoreRows(R1, RATE);
            }
            // Then
            regions.judge(reader);
            assertThat(drivers.get(R1).isAlive()).isTrue();
            assertThat(Files.readString(drivers.get(R1).log()))
                    .contains("Lost executor")
                    .contains("speculat");
        }
    }

    /**
     * While the driver waits for the frozen attempt it lets no copy commit. When it has given up the executor it lets one, and the frozen
     * one awakes in the middle of its commit beside it, if it does not first read that it is to end.
     */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceWhereACopyOfATaskCommitsBesideItsFrozenOriginal() throws Exception {
        // Given
        start(R1, 2);
        SparkCluster cluster = clusters.get(R1);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, RATE);
            Set<String> frozen = freezeInTheMiddleOfCommits(cluster);
            // When
            regions.awaitThat(() -> hasAny(cluster.said(BESIDE, DENIED), frozen));
            regions.awaitThat(() -> hasAny(cluster.said(BESIDE, AUTHORIZED), frozen));
            cluster.thawExecutor(FROZEN);
            // Then
            regions.awaitThat(() -> hasAny(cluster.said(BESIDE, COMMITTED), frozen));
            cluster.worker(FROZEN).thaw();
            regions.awaitMoreRows(R1, RATE);
            regions.judge(reader);
            assertThat(drivers.get(R1).isAlive()).isTrue();
        }
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceWhereARegionIsLostWithItsClusterAndComesBack() throws Exception {
        // Given
        start(R1, 1);
        start(R2, 1);
        try (LedgerReader reader = regions.startFlights()) {
            regions.awaitMoreRows(R1, 1);
            regions.stage().startAgents();
            // When
            regions.loseAndRegain(
                    () -> {
                        regions.awaitThat(this::isCommitting);
                        kill(R1);
                    },
                    () -> start(R1, 1));
            // Then
            regions.judge(reader);
        }
    }

    /** Freezes a worker with its executor; returns which commits it has begun and not ended. */
    private Set<String> freezeInTheMiddleOfCommits(SparkCluster cluster) {
        Set<String> open = new TreeSet<>();
        regions.awaitThat(() -> {
            if (!isCommitting()) {
                return false;
            }
            cluster.worker(FROZEN).freeze();
            open.addAll(cluster.said(FROZEN, AUTHORIZED));
            open.removeAll(cluster.said(FROZEN, COMMITTED));
            if (open.isEmpty()) {
                cluster.worker(FROZEN).thaw();
            }
            return !open.isEmpty();
        });
        return open;
    }

    private static boolean hasAny(Set<String> said, Set<String> tasks) {
        return tasks.stream().anyMatch(said::contains);
    }

    private boolean isCommitting() throws SQLException {
        try (Connection connection = DriverManager.getConnection(regions.stage().jdbcUrl(R1));
                Statement statement = connection.createStatement();
                ResultSet transactions = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'")) {
            transactions.next();
            return transactions.getLong(1) > 0;
        }
    }
}
