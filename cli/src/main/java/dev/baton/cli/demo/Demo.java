package dev.baton.cli.demo;

import dev.baton.cli.demo.input.Rows;
import dev.baton.cli.demo.input.Template;
import dev.baton.cli.demo.stage.LogComparison;
import dev.baton.cli.demo.stage.RegionLog;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.cli.demo.stage.StagePlan;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.history.Applied;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: sets the stage, plays the script under load, and judges. For one thread. */
final class Demo {

    static final List<RegionId> REGIONS = List.of(new RegionId("r1"), new RegionId("r2"));

    private static final String FLIGHTS = "flights-20k.csv";
    private static final String FLIGHTS_KEY = "origin";
    private static final Duration FIRST_EFFECT = Duration.ofSeconds(90);
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final DemoPlan plan;
    private final Screen screen;
    private final Consumer<AutoCloseable> onStage;

    /**
     * @param onStage is given the stage as soon as there is one, to take it down if the process is interrupted
     */
    Demo(DemoPlan plan, Screen screen, Consumer<AutoCloseable> onStage) {
        this.plan = plan;
        this.screen = screen;
        this.onStage = onStage;
    }

    /** What came out. The stage stands until the caller has seen it; {@code afterwards} is called while it still stands. */
    Report run(Afterwards afterwards) throws IOException, SQLException {
        StagePlan stagePlan = new StagePlan(
                plan.directory(),
                REGIONS,
                plan.onOci(),
                plan.stream(),
                plan.partitions(),
                plan.processors(),
                plan.handover(),
                plan.monitor(),
                new TreeMap<>(),
                plan.hasThreeStores() ? StagePlan.THREE_STORES : List.of(StagePlan.ONLY_STORE));
        long rows = writeRows(stagePlan.directory().resolve(Stage.ROWS));
        long begun = System.nanoTime();
        screen.say("Starting two regions (" + plan.services() + ", an agent and "
                + plan.processors().describe()
                + " each), "
                + (plan.hasThreeStores() ? "three stores" : plan.onOci().isEmpty() ? "a store" : "a bucket of OCI")
                + " for the token, a database and a producer …");
        try (Stage stage = Stage.raise(stagePlan, screen::say)) {
            onStage.accept(stage);
            Load load = Load.start(stage, plan.rate(), screen);
            load.awaitFirstEffect(FIRST_EFFECT);
            stage.startAgents();
            screen.say(String.format("Running after %.1f s; files are in %s", seconds(begun), plan.directory()));
            Play play = new Play(stage, load, plan.home());
            play.perform(plan.script(), plan.length());
            Report report = judge(stage, load, play);
            afterwards.whileItStands(stage, report, rows);
            return report;
        }
    }

    /** What happens between the report and the end. */
    interface Afterwards {
        void whileItStands(Stage stage, Report report, long rows) throws IOException, SQLException;
    }

    private Report judge(Stage stage, Load load, Play play) throws IOException, SQLException {
        screen.settle();
        screen.say("Load ends; waiting until all that was acknowledged is applied …");
        if (!stage.producers().stop()) {
            throw new TestbedException("The producer did not end in time, so its ledger is not complete; see "
                    + plan.directory().resolve("logs"));
        }
        List<Applied> rows = load.drain(DRAIN);
        Map<RegionId, Optional<RegionLog>> logs = new HashMap<>();
        REGIONS.forEach(region -> logs.put(region, stage.readLog(region)));
        return Analysis.of(new Evidence(
                load.entries(),
                rows,
                play.done(),
                plan.home(),
                play.failbacks(),
                stage.trail().sightings(),
                logs,
                LogComparison.of(stage.config()),
                stage.peakBytes()));
    }

    private long writeRows(Path file) throws IOException {
        String source = plan.input() == null ? FLIGHTS : plan.input().equals("-") ? "standard input" : plan.input();
        String key = plan.input() == null && plan.keyColumn() == null ? FLIGHTS_KEY : plan.keyColumn();
        try (Reader text = open(plan.input());
                Rows rows = Rows.open(text, source, key)) {
            return Template.write(rows, source, plan.events(), file);
        }
    }

    private static Reader open(@Nullable String input) throws IOException {
        if (input == null) {
            InputStream flights = Demo.class.getResourceAsStream(FLIGHTS);
            if (flights == null) {
                throw new IllegalStateException(FLIGHTS + " is missing beside " + Demo.class.getName());
            }
            return new InputStreamReader(flights, StandardCharsets.UTF_8);
        }
        if (input.equals("-")) {
            // A decoder of its own reports what is not UTF-8 instead of replacing it.
            return new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder());
        }
        Path file = Path.of(input);
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new InvalidConfigurationException(
                    "--input " + file + (Files.exists(file) ? " is a directory" : " does not exist")
                            + "; name a file, or - for standard input");
        }
        return Files.newBufferedReader(file);
    }

    private static double seconds(long sinceNanos) {
        return Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis() / 1_000.0;
    }
}
