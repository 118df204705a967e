package dev.baton.cli.control;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.OpenLogs;
import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.CatchUpLoop;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.CatchUpPolicy;
import dev.baton.runtime.hook.HookCursors;
import dev.baton.runtime.hook.HookPorts;
import dev.baton.runtime.hook.Hooks;
import dev.baton.runtime.marker.Markers;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.token.TokenHistory;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton agent}. */
@Command(
        name = "agent",
        header = "Run the agent of a region: a monitor, catch-up, and hooks.",
        description = {
            "",
            "Until Ctrl-C it does what 'baton check' does; and whenever its region was lost and answers again, it copies what the"
                    + " region has missed from another one, until the region is IN_SYNC. It runs the hooks of the configuration. It prints what changes.",
            "",
            "Run one in each region. More of them get along: one catches up, and another goes on from there if it dies.",
            ""
        },
        footer = {"", "Examples:", "  baton agent --region r1", "  baton agent --region r1 --as r1-b"})
public final class AgentCommand implements Callable<Integer> {

    private static final String AGENT = "agent@";

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            required = true,
            converter = RegionConverter.class,
            description = "The region to keep whole; best the one that this runs in.")
    @SuppressWarnings("NullAway.Init")
    private RegionId region;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            converter = MonitorName.Converter.class,
            description =
                    "Its reports and the audit name it; one of 'monitor.members' if those are named. Default: the region.")
    private @Nullable MonitorName name;

    /** The command of this terminal. */
    public AgentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        String as = name == null ? region.value() : name.value();
        try (Installation installation = config.open();
                OpenLogs logs = OpenLogs.of(installation)) {
            installation.config().region(region);
            CountDownLatch interrupted = new CountDownLatch(1);
            Chronicle chronicle = new Chronicle(terminal);
            try (Hooks hooks = hooks(installation, as, chronicle);
                    Markers markers = Monitors.markers(installation, chronicle);
                    MonitorLoop monitor = Monitors.of(installation, as, chronicle.and(hooks::tokenChanged));
                    CatchUpLoop catchUp = catchUp(installation, logs, as, chronicle)) {
                terminal.onInterrupt(interrupted::countDown);
                hooks.start();
                markers.start();
                monitor.start();
                start(catchUp, installation.config(), chronicle);
                interrupted.await();
            }
            chronicle.tell("ended");
            return 0;
        }
    }

    private Hooks hooks(Installation installation, String as, Chronicle chronicle) {
        BatonConfig loaded = installation.config();
        HookPorts ports = new HookPorts(
                new TokenHistory(installation.store(), loaded.name()),
                new HookCursors(installation.store(), loaded.name()),
                AGENT + as,
                Installation.nonce(),
                System::nanoTime,
                Instant::now,
                chronicle::tell);
        return new Hooks(region, loaded.hooks(), ports);
    }

    private CatchUpLoop catchUp(Installation installation, OpenLogs logs, String as, Chronicle chronicle) {
        BatonConfig loaded = installation.config();
        CatchUps.Order order = new CatchUps.Order(
                region,
                reason -> new Audit(reason, AGENT + as, Instant.now(), Installation.nonce()),
                loaded.catchUp().rate(),
                loaded.monitor().upAfter(),
                false,
                false);
        CatchUpChronicle lines = new CatchUpChronicle(region, chronicle::tell, System::nanoTime);
        return new CatchUpLoop(CatchUps.of(installation, logs, order, lines), "baton-catch-up-" + region);
    }

    private void start(CatchUpLoop catchUp, BatonConfig loaded, Chronicle chronicle) {
        if (loaded.catchUp().policy() == CatchUpPolicy.AUTO) {
            catchUp.start();
        } else {
            chronicle.tell("catch-up of " + region + " is started by hand, as is the policy: 'baton catch-up " + region
                    + "' does it when it is needed");
        }
    }
}
