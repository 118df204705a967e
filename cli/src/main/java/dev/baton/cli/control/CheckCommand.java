package dev.baton.cli.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.marker.Markers;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.monitor.ProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton check}. */
@Command(
        name = "check",
        header = "Run a monitor.",
        description = {
            "",
            "Until Ctrl-C it probes every region as a client would, changes the token when a region is lost, and prints what"
                    + " changes. Run one in each region, or more; they get along.",
            "",
            "With 'monitor.members: [r1, r2, witness]' in the baton.yaml a majority of these decides, so that none of them can be"
                    + " fooled by its own network: run one in each region and one elsewhere.",
            ""
        },
        footer = {
            "",
            "Exit status of --once and --suggest: 0 every region serves its clients, 1 one does not.",
            "",
            "Examples:",
            "  baton check --as r1",
            "  baton check --as witness",
            "  baton check --suggest --for 10m",
            "  baton check --once",
            "  baton check --once --json | jq '.regions.r1.ok'"
        })
public final class CheckCommand implements Callable<Integer> {

    private static final Path HOST_NAME = Path.of("/etc/hostname");

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOption config;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            converter = MonitorName.Converter.class,
            description =
                    "Where this monitor runs, such as r1; one of 'monitor.members' if those are named. Its reports and the audit name"
                            + " it. Default: the name of this host.")
    private @Nullable MonitorName name;

    @Option(names = "--once", description = "Probe each region once, print how long each step took, and end.")
    private boolean once;

    @Option(
            names = "--suggest",
            description =
                    "Probe each region for a while, print how long each step took, and thresholds that fit; and end.")
    private boolean suggests;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "With --suggest: how long (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Duration length;

    @Option(names = "--json", description = "With --once or --suggest: print JSON.")
    private boolean json;

    /** The command of this terminal. */
    public CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (json && !once && !suggests) {
            throw new ParameterException(spec.commandLine(), "--json goes with --once or --suggest only");
        }
        if (once && suggests) {
            throw new ParameterException(
                    spec.commandLine(), "--once and --suggest exclude each other; give one of them");
        }
        if (suggests) {
            return suggest(config.load());
        }
        return once ? probeOnce(config.load()) : monitor();
    }

    private int probeOnce(BatonConfig loaded) {
        SortedMap<RegionId, ProbeResult> results =
                Probes.of(loaded, loaded.regions().keySet());
        if (json) {
            ObjectNode root = JsonNodeFactory.instance.objectNode().put("name", loaded.name());
            ObjectNode regions = root.putObject("regions");
            results.forEach((region, result) -> regions.set(region.value(), StatusJson.probe(result)));
            terminal.print(root.toPrettyString());
        } else {
            results.forEach((region, result) -> terminal.print(line(region, result)));
        }
        return results.values().stream().allMatch(ProbeResult.Ok.class::isInstance) ? 0 : Terminal.REFUSED;
    }

    private int suggest(BatonConfig loaded) throws InterruptedException {
        SuggestionReport report = new SuggestionReport(loaded, new Measurement(loaded, length).run());
        terminal.print(json ? report.json().toPrettyString() : report.text());
        return report.isComplete() ? 0 : Terminal.REFUSED;
    }

    private String line(RegionId region, ProbeResult result) {
        boolean failed = result instanceof ProbeResult.Failed;
        String steps = failed && !result.steps().isEmpty() ? " (before: " + Probes.steps(result) + ")" : "";
        return terminal.in(
                result instanceof ProbeResult.Ok ? Colour.GREEN : Colour.RED,
                region + " " + (failed ? "does not serve its clients: " : "") + Probes.describe(result) + steps);
    }

    private int monitor() throws IOException, InterruptedException {
        try (Installation installation = config.open()) {
            CountDownLatch interrupted = new CountDownLatch(1);
            Chronicle chronicle = new Chronicle(terminal);
            try (Markers markers = Monitors.markers(installation, chronicle);
                    MonitorLoop loop = Monitors.of(installation, name(), chronicle)) {
                terminal.onInterrupt(interrupted::countDown);
                markers.start();
                loop.start();
                interrupted.await();
            }
            chronicle.tell("ended");
            return 0;
        }
    }

    private String name() throws IOException {
        return name == null ? MonitorName.like(hostName()).value() : name.value();
    }

    /** Without asking the network, which may hang. */
    private static String hostName() throws IOException {
        String exported = System.getenv("HOSTNAME");
        if (exported != null && !exported.isBlank()) {
            return exported;
        }
        String kept = Files.isReadable(HOST_NAME) ? Files.readString(HOST_NAME).strip() : "";
        return kept.isEmpty() ? "here" : kept;
    }
}
