package dev.baton.cli.demo;

import dev.baton.cli.demo.Act.Deed;
import dev.baton.cli.demo.stage.Processors;
import dev.baton.cli.demo.stage.RunDirectory;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.HandoverMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton demo}. */
@Command(
        name = "demo",
        description = {
            "Loses a region and proves that nothing was lost or repeated.",
            "",
            "Starts two regions, r1 and r2, on this machine, each with a real Kafka broker (or see --on), an agent and processors in"
                    + " processes of their own. A producer writes to both; the processors write a row for each event into a"
                    + " real PostgreSQL. Then a region is lost. At the end the rows are compared with the producer's ledger.",
            ""
        },
        footer = {
            "",
            "Times count from when everything runs, such as 10s. Options for faults may be given several times. Without any of them"
                    + " r1 is killed after a third of the time, and restored after two if there is to be a failback.",
            "",
            "Where a region was restored, events flow on after --duration until it is IN_SYNC again and the baton is home, if that"
                    + " is asked for; for a minute at most.",
            "",
            "Exit status: 0 nothing was lost, repeated or out of order, and what came back is whole; 1 something was not so, or the"
                    + " demo failed; 2 usage.",
            "",
            "Examples:",
            "  baton demo",
            "  baton demo --duration 60s --failback",
            "  baton demo --headless --rate 2000 --duration 40s --freeze r1@15s --restore r1@30s --report out.json",
            "  baton demo --on oci --failback",
            "  baton demo --processors spark --duration 60s --failback",
            "  baton demo --token quorum --kill r1@10s --wipe-store 1@10s --restore-store 1@20s",
            "  baton demo --stay --switchover r2@10s"
        })
public final class DemoCommand implements Callable<Integer> {

    /** The judge keeps all of them in memory. */
    private static final long MAX_EVENTS = 2_000_000;

    private static final int MAX_RATE = 100_000;
    private static final int MAX_PARTITIONS = 100;
    private static final int DEFAULT_FAULT_FRACTION = 3;
    private static final Duration MIN_DURATION = Duration.ofSeconds(3);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events per second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long events flow (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Duration duration;

    @Option(
            names = "--kill",
            paramLabel = "REGION@TIME",
            converter = Times.AtConverter.class,
            description = "Lose a region: SIGKILL for everything in it.")
    private List<Times.At> kills = new ArrayList<>();

    @Option(
            names = "--freeze",
            paramLabel = "REGION@TIME",
            converter = Times.AtConverter.class,
            description = "Let a region hang: SIGSTOP for everything in it.")
    private List<Times.At> freezes = new ArrayList<>();

    @Option(
            names = "--isolate",
            paramLabel = "REGION@TIME",
            converter = Times.AtConverter.class,
            description = "Cut every connection between a region and everything else.")
    private List<Times.At> isolations = new ArrayList<>();

    @Option(
            names = "--restore",
            paramLabel = "REGION@TIME",
            converter = Times.AtConverter.class,
            description =
                    "Undo the above: start again, let go on, reconnect. Events flow until the region is IN_SYNC again.")
    private List<Times.At> restorations = new ArrayList<>();

    @Option(
            names = "--switchover",
            paramLabel = "REGION@TIME",
            converter = Times.AtConverter.class,
            description = "Ask a region to take over, all being well.")
    private List<Times.At> switchovers = new ArrayList<>();

    @Option(
            names = "--failback",
            description = "Bring the baton home to r1 as soon as r1 is IN_SYNC again after a --restore.")
    private boolean failsBack;

    @Option(
            names = "--cut-store",
            paramLabel = "FROM-TO",
            converter = Times.SpanConverter.class,
            description = "Nobody reaches the token store for a while, such as 10s-20s.")
    private List<Times.Span> storeCuts = new ArrayList<>();

    @Option(
            names = "--token",
            paramLabel = "KIND",
            defaultValue = "single",
            description = "single: the token has one store; quorum: it has three, 1, 2 and 3, in processes of their own"
                    + " (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String token;

    @Option(
            names = "--on",
            paramLabel = "SERVICE",
            defaultValue = "kafka",
            converter = Services.Converter.class,
            description =
                    "kafka, oci: OCI Streaming's own API, emulated, with the token in an emulated bucket; or one for"
                            + " each region, such as oci,kafka (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Services services;

    @Option(
            names = "--kill-store",
            paramLabel = "STORE@TIME",
            converter = Times.StoreAtConverter.class,
            description = "Lose one of the three stores: SIGKILL.")
    private List<Times.StoreAt> storeKills = new ArrayList<>();

    @Option(
            names = "--freeze-store",
            paramLabel = "STORE@TIME",
            converter = Times.StoreAtConverter.class,
            description = "Let one of the three stores hang: SIGSTOP.")
    private List<Times.StoreAt> storeFreezes = new ArrayList<>();

    @Option(
            names = "--wipe-store",
            paramLabel = "STORE@TIME",
            converter = Times.StoreAtConverter.class,
            description = "Delete everything in one of the three stores.")
    private List<Times.StoreAt> storeWipes = new ArrayList<>();

    @Option(
            names = "--restore-store",
            paramLabel = "STORE@TIME",
            converter = Times.StoreAtConverter.class,
            description = "Undo these three: start it again, let it go on, and rebuild it.")
    private List<Times.StoreAt> storeRestorations = new ArrayList<>();

    @Option(
            names = "--kill-monitors",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Kill every agent and the witness, and with them every monitor.")
    private List<Duration> monitorKills = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "Rows to replay: CSV with a line of names, or JSON lines; - is standard input. Default: 20,000"
                            + " US flights.")
    private @Nullable String input;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "The column that is the key of the events. Default: the first; origin for the flights.")
    private @Nullable String keyColumn;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Of the stream (${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--processors",
            paramLabel = "N",
            defaultValue = "1",
            converter = ProcessorsConverter.class,
            description = "In each region (${DEFAULT-VALUE}), or spark: one Spark application.")
    @SuppressWarnings("NullAway.Init")
    private Processors processors;

    @Option(
            names = "--handover",
            paramLabel = "MODE",
            defaultValue = "wait",
            description = "wait: for the old region's views to expire; fenced: the database refuses its writes anyway"
                    + " (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String handover;

    @Option(
            names = "--witness",
            description =
                    "Run a third monitor outside of both regions, so that it takes two of three to call one down.")
    private boolean hasWitness;

    @Option(names = "--headless", description = "No live view, only a line now and then.")
    private boolean headless;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report to a file, as JSON.")
    private @Nullable Path reportFile;

    @Option(names = "--stay", description = "Leave everything running at the end, until Ctrl-C.")
    private boolean stays;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "For logs and data, new or empty. Default: a new one, which is removed if all went well.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, SQLException {
        checkNumbers();
        Script script = script();
        script.problem(Demo.REGIONS, duration).ifPresent(problem -> {
            throw usage(problem);
        });
        RegionId home = Demo.REGIONS.get(0);
        if (failsBack && !script.backAtEnd().contains(home)) {
            throw usage("--failback brings the baton home to " + home + ", so " + home + " must be back: add --restore "
                    + home + "@TIME after the last loss of it");
        }
        HandoverMode mode = handoverMode();
        Path report = checkedReportFile();
        DemoPlan plan = new DemoPlan(
                rate,
                duration,
                script,
                input,
                keyColumn,
                partitions,
                processors,
                mode,
                prepareDirectory(),
                report,
                failsBack ? home : null,
                hasWitness,
                stays,
                hasThreeStores(script),
                services.onOci());
        boolean isLive = !headless && Ansi.AUTO.enabled();
        try {
            return new DemoRun(plan, spec.commandLine().getOut(), isLive).call(directory == null);
        } catch (InvalidConfigurationException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void checkNumbers() {
        checkRange("--rate", rate, MAX_RATE);
        checkRange("--partitions", partitions, MAX_PARTITIONS);
        if (duration.compareTo(MIN_DURATION) < 0) {
            throw usage(
                    "--duration is " + duration.toMillis() + " ms; use at least " + MIN_DURATION.toSeconds() + " s");
        }
        if (rate * duration.toSeconds() > MAX_EVENTS) {
            throw usage("--rate times --duration is " + rate * duration.toSeconds()
                    + " events, more than the judge can hold (" + MAX_EVENTS + "); use less of one of them");
        }
    }

    private void checkRange(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw usage(option + " is " + value + "; use 1 to " + most);
        }
    }

    private Script script() {
        List<Act> acts = new ArrayList<>();
        add(acts, Deed.KILL, kills);
        add(acts, Deed.FREEZE, freezes);
        add(acts, Deed.ISOLATE, isolations);
        add(acts, Deed.RESTORE, restorations);
        add(acts, Deed.SWITCHOVER, switchovers);
        storeCuts.forEach(cut -> {
            acts.add(new Act(Deed.CUT_STORE, null, cut.from()));
            acts.add(new Act(Deed.HEAL_STORE, null, cut.to()));
        });
        addForStores(acts, Deed.KILL_STORE, storeKills);
        addForStores(acts, Deed.FREEZE_STORE, storeFreezes);
        addForStores(acts, Deed.WIPE_STORE, storeWipes);
        addForStores(acts, Deed.RESTORE_STORE, storeRestorations);
        monitorKills.forEach(at -> acts.add(new Act(Deed.KILL_MONITORS, null, at)));
        if (acts.isEmpty()) {
            Duration third = Duration.ofSeconds(Math.max(1, duration.toSeconds() / DEFAULT_FAULT_FRACTION));
            acts.add(new Act(Deed.KILL, Demo.REGIONS.get(0), third));
            if (failsBack) {
                acts.add(new Act(Deed.RESTORE, Demo.REGIONS.get(0), third.multipliedBy(2)));
            }
        }
        return new Script(acts);
    }

    private static void add(List<Act> acts, Deed deed, List<Times.At> times) {
        times.forEach(each -> acts.add(new Act(deed, each.region(), each.time())));
    }

    private static void addForStores(List<Act> acts, Deed deed, List<Times.StoreAt> times) {
        times.forEach(each -> acts.add(new Act(deed, null, each.store(), each.time())));
    }

    private boolean hasThreeStores(Script script) {
        boolean three = token.equals("quorum");
        if (!three && !token.equals("single")) {
            throw usage("--token is '" + token + "'; use single or quorum");
        }
        script.acts().stream()
                .filter(act -> act.store() != null && !three)
                .findFirst()
                .ifPresent(act -> {
                    throw usage(act.describe() + ": the token has one store; add --token quorum");
                });
        return three;
    }

    private HandoverMode handoverMode() {
        for (HandoverMode mode : HandoverMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(handover)) {
                return mode;
            }
        }
        throw usage("--handover is '" + handover + "'; use wait or fenced");
    }

    private Path prepareDirectory() throws IOException {
        try {
            return RunDirectory.prepare(directory, "baton-demo-");
        } catch (InvalidConfigurationException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /** Better to fail now than after the run. */
    private @Nullable Path checkedReportFile() {
        Path file = reportFile;
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw usage("--report " + file + " cannot be written: name a file in a directory that exists");
            }
        }
        return file;
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
