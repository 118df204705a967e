package dev.baton.spark;

import static dev.baton.spark.TwoRegions.PATIENCE;
import static dev.baton.spark.TwoRegions.R1;
import static dev.baton.spark.TwoRegions.RATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
    private static final int EXECUTORS_LOST = 3;
    /** So that transactions last. */
    private static final String DAWDLE = "DO $$ BEGIN PERFORM pg_sleep(0.002); END $$";

    /** Two executors, and speculation as eager as it gets. */
    private static final List<String> CLUSTER = Stream.of(
                    "spark.executor.cores=2",
                    "spark.executor.memory=512m",
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
    private String master;
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

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceOnAClusterThatLosesExecutorsInTheMiddleOfACommit() throws Exception {
        // Given
        List<ChildProcess> workers = startCluster();
        Path flights = FlightsInSql.write(
                regions, R1, directory.resolve("spark"), Map.of("driver", "org.postgresql.Driver", "effect.3", DAWDLE));
        try (LedgerReader reader = regions.startFlights()) {
            ChildProcess driver = spark.submit(
                    "driver",
                    master,
                    Stream.concat(CLUSTER.stream(), Stream.of("--class", SqlApplication.class.getName()))
                            .toList(),
                    SparkHome.JAR.toAbsolutePath().toString(),
                    flights.toString());
            regions.awaitMoreRows(R1, RATE);
            // When
            for (int i = 0; i < EXECUTORS_LOST; i++) {
                regions.awaitThat(this::isCommitting);
                executor(workers.get(i % workers.size())).destroyForcibly();
                regions.awaitMoreRows(R1, RATE);
            }
            // Then
            regions.judge(reader);
            assertThat(driver.isAlive()).isTrue();
            assertThat(Files.readString(driver.log())).contains("Lost executor").contains("speculat");
        }
    }

    private List<ChildProcess> startCluster() {
        int port = FreePorts.choose();
        master = "spark://127.0.0.1:" + port;
        List<String> here = List.of("--host", "127.0.0.1", "--webui-port", "0");
        spark.start(
                "master",
                "org.apache.spark.deploy.master.Master",
                Stream.concat(here.stream(), Stream.of("--port", Integer.toString(port)))
                        .toArray(String[]::new));
        return Stream.of("worker-1", "worker-2")
                .map(name -> spark.start(
                        name,
                        "org.apache.spark.deploy.worker.Worker",
                        Stream.concat(
                                        here.stream(),
                                        Stream.of(
                                                "--cores",
                                                "2",
                                                "--memory",
                                                "1g",
                                                "--work-dir",
                                                directory.resolve(name).toString(),
                                                master))
                                .toArray(String[]::new)))
                .toList();
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

    private static ProcessHandle executor(ChildProcess worker) {
        return ProcessHandle.of(worker.pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
                .findFirst()
                .orElseThrow(() -> new AssertionError(worker + " has no executor"));
    }
}
