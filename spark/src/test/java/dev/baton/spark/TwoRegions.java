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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Two regions without processors, flights that flow through them, and a database with a row for each flight and totals. */
final class TwoRegions implements AutoCloseable {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    /** Flights a second. */
    static final int RATE = 200;

    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Ten losses are the budget of a day, and a monitor that has missed a version takes a planned switch for one more. */
    private static final Map<String, String> MONITOR = Map.of("switchesPerDay", "100");

    private static final int PARTITIONS = 4;
    private static final int ROWS = 2_000;

    private final Path directory;
    private final Stage stage;
    private final List<LedgerEntry> ledger = new ArrayList<>();

    private TwoRegions(Path directory, Stage stage) {
        this.directory = directory;
        this.stage = stage;
    }

    static TwoRegions raise(Path directory) throws IOException, SQLException {
        try (Reader csv = new InputStreamReader(
                        Stage.class.getResourceAsStream("/dev/baton/cli/demo/flights-20k.csv"),
                        StandardCharsets.UTF_8);
                Rows rows = Rows.open(csv, "flights", null)) {
            Template.write(rows, "flights", ROWS, directory.resolve(Stage.ROWS));
        }
        StagePlan plan = new StagePlan(
                directory,
                List.of(R1, R2),
                new TreeSet<>(),
                FlightsApplication.STREAM,
                PARTITIONS,
                Processors.of(0),
                HandoverMode.FENCED,
                new TreeMap<>(MONITOR),
                new TreeMap<>(),
                List.of(StagePlan.ONLY_STORE));
        Stage stage = Stage.raise(plan, news -> {});
        try (Connection connection = DriverManager.getConnection(stage.jdbcUrl(R1));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE totals (origin TEXT PRIMARY KEY, flights BIGINT, miles BIGINT)");
        }
        return new TwoRegions(directory, stage);
    }

    Stage stage() {
        return stage;
    }

    /** What is said of this region's side: {@code baton.yaml}. */
    Path config(RegionId region) {
        return directory.resolve("baton-" + region + ".yaml");
    }

    /** Flights flow from now on. */
    LedgerReader startFlights() throws IOException {
        return stage.producers().start("producer", RATE, ledger::add);
    }

    long rows(RegionId region) throws SQLException {
        return stage.sink().countByRegion().getOrDefault(region.value(), 0L);
    }

    void awaitMoreRows(RegionId region, long more) throws SQLException {
        long before = rows(region);
        awaitThat(() -> rows(region) >= before + more);
    }

    void awaitThat(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            stage.supervise();
            return condition.call();
        });
    }

    void switchOver(RegionId to) {
        awaitThat(() -> stage.beginSwitchover(to).isEmpty());
    }

    /** Both regions have everything, and the baton is under way to none. */
    boolean isWhole() {
        Token token = stage.token();
        return token.handoverTo() == null && token.sync(R1) == Sync.IN_SYNC && token.sync(R2) == Sync.IN_SYNC;
    }

    /** Loses r1 and its application in the middle of a batch, lets r2 take over, brings both back and the baton home. */
    void loseAndRegain(Runnable killApplication, Runnable startApplication) throws SQLException {
        awaitMoreRows(R1, RATE);
        killApplication.run();
        stage.kill(R1);
        awaitMoreRows(R2, RATE);
        stage.restore(R1);
        startApplication.run();
        awaitThat(this::isWhole);
        switchOver(R1);
        awaitMoreRows(R1, RATE);
    }

    /** Ends the flow, and holds the rows and the totals against the producer's ledger. */
    void judge(LedgerReader reader) throws Exception {
        awaitAll(reader, () -> stage.sink().countByRegion().values().stream()
                .mapToLong(Long::longValue)
                .sum());
        List<Applied> effects = stage.sink().since(0);
        compare(effects);
        assertThat(totals()).isEqualTo(totalsOf(effects));
    }

    /** The same for a table of a lake. */
    void judge(LedgerReader reader, LakeTable table) throws IOException {
        awaitAll(reader, () -> table.rows(R1) + table.rows(R2));
        compare(table.effects());
    }

    private void awaitAll(LedgerReader reader, Callable<Long> rows) throws IOException {
        stage.producers().stop();
        reader.advance();
        awaitThat(() -> rows.call() >= reader.acked());
    }

    private void compare(List<Applied> effects) {
        Judgement judgement = HistoryChecker.judge(ledger, effects);
        assertThat(judgement.findings().values()).as("%s", judgement).allMatch(finding -> finding.count() == 0);
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

    @Override
    public void close() {
        stage.close();
    }
}
