package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.demo.input.Rows;
import dev.baton.cli.demo.input.Template;
import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.cli.demo.stage.Processors;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.cli.demo.stage.StagePlan;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.HistoryChecker;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final int RATE = 200;
    private static final int PARTITIONS = 4;
    private static final int ROWS = 2_000;
    /** A batch takes so long, so that a kill nearly always comes in the middle of one. */
    private static final long DAWDLE_MILLIS = 300;

    /** Time enough to freeze it before it commits. */
    private static final long ZOMBIE_MILLIS = 3_000;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<LedgerEntry> ledger = new ArrayList<>();
    private Janitor janitor;
    private Stage stage;
    private SortedMap<RegionId, SparkProcess> applications;

    @BeforeEach
    void raise() throws IOException, SQLException {
        try (Reader csv = new InputStreamReader(
                        Stage.class.getResourceAsStream("/dev/baton/cli/demo/flights-20k.csv"),
                        StandardCharsets.UTF_8);
                Rows rows = Rows.open(csv, "flights", null)) {
            Template.write(rows, "flights", ROWS, directory.resolve(Stage.ROWS));
        }
        janitor = Janitor.start();
        StagePlan plan = new StagePlan(
                directory,
                List.of(R1, R2),
                new TreeSet<>(),
                FlightsApplication.STREAM,
                PARTITIONS,
                Processors.of(0),
                HandoverMode.FENCED,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(StagePlan.ONLY_STORE));
        stage = Stage.raise(plan, news -> {});
        applications = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(stage.jdbcUrl(R1));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE totals (origin TEXT PRIMARY KEY, flights BIGINT, miles BIGINT)");
        }
    }

    @AfterEach
    void strike() {
        janitor.close();
        stage.close();
    }

    private void startApplications(long dawdleMillis) {
        for (RegionId region : List.of(R1, R2)) {
            SparkProcess application = new SparkProcess(janitor, stage, region, directory, dawdleMillis);
            application.start();
            applications.put(region, application);
        }
    }

    /** The region dies with the application in it. */
    private void kill(RegionId region) {
        applications.get(region).process().kill();
        stage.kill(region);
    }

    private long rows(RegionId region) throws SQLException {
        return stage.sink().countByRegion().getOrDefault(region.value(), 0L);
    }

    private void awaitMoreRows(RegionId region, long more) throws SQLException {
        long before = rows(region);
        awaitThat(() -> rows(region) >= before + more);
    }

    private void awaitThat(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            stage.supervise();
            return condition.call();
        });
    }

    private boolean isWhole() {
        Token token = stage.token();
        return token.handoverTo() == null && token.sync(R1) == Sync.IN_SYNC && token.sync(R2) == Sync.IN_SYNC;
    }

    /** Loses r1 in the middle of a batch, lets r2 take over, brings r1 back and the baton home. */
    private void loseAndRegain() throws SQLException {
        awaitMoreRows(R1, RATE);
        kill(R1);
        awaitMoreRows(R2, RATE);
        stage.restore(R1);
        applications.get(R1).start();
        awaitThat(this::isWhole);
        awaitThat(() -> stage.beginSwitchover(R1).isEmpty());
        awaitMoreRows(R1, RATE);
    }

    private void judge(LedgerReader reader) throws Exception {
        stage.producers().stop();
        reader.advance();
        awaitThat(() -> stage.sink().countByRegion().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                >= reader.acked());
        List<Applied> effects = stage.sink().since(0);
        Judgement judgement = HistoryChecker.judge(ledger, effects);
        assertThat(judgement.findings().values()).as("%s", judgement).allMatch(finding -> finding.count() == 0);
        assertThat(totals()).isEqualTo(totalsOf(effects));
    }

    /** What the sink has added up. */
    private SortedMap<String, List<Long>> totals() throws SQLException {
        SortedMap<String, List<Long>> totals = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(stage.jdbcUrl(R2));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT origin, flights, miles FROM totals")) {
            while (rows.next()) {
                totals.put(rows.getString(1), List.of(rows.getLong(2), rows.getLong(3)));
            }
        }
        return totals;
    }

    /** What the flights add up to that the producer has sent, as it says, and that have taken effect. */
    private SortedMap<String, List<Long>> totalsOf(List<Applied> effects) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(Stage.ROWS));
        ObjectMapper json = new ObjectMapper();
        SortedMap<String, List<Long>> totals = new TreeMap<>();
        for (Applied effect : effects) {
            JsonNode row = json.readTree(lines.get((int) (effect.event().number() % lines.size())))
                    .path("row");
            totals.merge(
                    row.path("origin").asText(),
                    List.of(1L, row.path("distance").asLong()),
                    (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
        }
        return totals;
    }

    @Test
    @Tag("chaos")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldProcessEachEventOnceAcrossAFailover() throws Exception {
        // Given
        startApplications(DAWDLE_MILLIS);
        try (LedgerReader reader = stage.producers().start("producer", RATE, ledger::add)) {
            awaitMoreRows(R1, RATE);
            stage.startAgents();
            // When
            kill(R1);
            awaitMoreRows(R2, RATE);
            // Then
            judge(reader);
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldFenceADriverThatWasFrozenInTheMiddleOfABatch() throws Exception {
        // Given
        startApplications(ZOMBIE_MILLIS);
        try (LedgerReader reader = stage.producers().start("producer", RATE, ledger::add)) {
            awaitMoreRows(R1, 1);
            stage.startAgents();
            ChildProcess zombie = applications.get(R1).process();
            long batches = batches(zombie);
            awaitThat(() -> batches(zombie) > batches);
            zombie.freeze();
            awaitThat(() -> stage.beginSwitchover(R2).isEmpty());
            awaitMoreRows(R2, RATE);
            // When
            zombie.thaw();
            // Then
            assertThat(zombie.awaitExit(PATIENCE)).isTrue();
            assertThat(zombie.exitCode()).hasValue(FlightsApplication.ENDED_WITH_ERROR);
            assertThat(Files.readString(zombie.log()))
                    .contains("Fenced: term 2 has taken over")
                    .contains("this batch was planned in term 1");
            judge(reader);
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
        try (LakeTable table = LakeTable.create(stage.jdbcUrl(R2), warehouse);
                LedgerReader reader = stage.producers().start("producer", RATE, ledger::add)) {
            startApplicationsOf(warehouse, DAWDLE_MILLIS);
            awaitThat(() -> table.rows(R1) >= RATE);
            stage.startAgents();
            // When
            kill(R1);
            awaitThat(() -> table.rows(R2) >= RATE);
            stage.restore(R1);
            applications.get(R1).start();
            long before = table.rows(R1);
            awaitThat(this::isWhole);
            awaitThat(() -> stage.beginSwitchover(R1).isEmpty());
            awaitThat(() -> table.rows(R1) >= before + RATE);
            // Then
            judge(reader, table);
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldRefuseTheCommitToATableOfADriverThatWasFrozenInTheMiddleOfABatch() throws Exception {
        // Given
        Path warehouse = directory.resolve("lake");
        try (LakeTable table = LakeTable.create(stage.jdbcUrl(R2), warehouse);
                LedgerReader reader = stage.producers().start("producer", RATE, ledger::add)) {
            startApplicationsOf(warehouse, ZOMBIE_MILLIS);
            awaitThat(() -> table.rows(R1) >= 1);
            stage.startAgents();
            ChildProcess zombie = applications.get(R1).process();
            long batches = batches(zombie);
            awaitThat(() -> batches(zombie) > batches);
            zombie.freeze();
            awaitThat(() -> stage.beginSwitchover(R2).isEmpty());
            awaitThat(() -> table.rows(R2) >= RATE);
            // When
            zombie.thaw();
            // Then
            assertThat(zombie.awaitExit(PATIENCE)).isTrue();
            assertThat(Files.readString(zombie.log()))
                    .contains("Fenced: term 2 has taken over stream 'flights' of group 'demo' at table lake.db.flights")
                    .contains("this batch was planned in term 1");
            judge(reader, table);
        }
    }

    private void startApplicationsOf(Path warehouse, long dawdleMillis) {
        for (RegionId region : List.of(R1, R2)) {
            SparkProcess application =
                    new SparkProcess(janitor, stage, region, directory, dawdleMillis, Optional.of(warehouse));
            application.start();
            applications.put(region, application);
        }
    }

    private void judge(LedgerReader reader, LakeTable table) throws IOException {
        stage.producers().stop();
        reader.advance();
        awaitThat(() -> table.rows(R1) + table.rows(R2) >= reader.acked());
        Judgement judgement = HistoryChecker.judge(ledger, table.effects());
        assertThat(judgement.findings().values()).as("%s", judgement).allMatch(finding -> finding.count() == 0);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldProcessEachEventOnceAcrossTenFailoversAndBack() throws Exception {
        // Given
        startApplications(DAWDLE_MILLIS);
        try (LedgerReader reader = stage.producers().start("producer", RATE, ledger::add)) {
            awaitMoreRows(R1, 1);
            stage.startAgents();
            // When
            for (int i = 0; i < 10; i++) {
                loseAndRegain();
            }
            // Then
            judge(reader);
        }
    }
}
