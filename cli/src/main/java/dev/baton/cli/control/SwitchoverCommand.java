package dev.baton.cli.control;

import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton switchover}. */
@Command(
        name = "switchover",
        header = "Move the baton as planned.",
        description = {
            "",
            "The old region's consumers stop and say so, then the new one's go on. Nothing is lost,"
                    + " nothing is repeated. The way back is the same command.",
            "",
            "Refused unless the region is IN_SYNC and serves its clients. Monitors may run or not.",
            ""
        },
        footer = {"", "Examples:", "  baton switchover r2 --dry-run", "  baton switchover r2 --reason 'upgrade of r1'"})
public final class SwitchoverCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private HandoverOptions options;

    @Parameters(
            paramLabel = "REGION",
            converter = RegionConverter.class,
            description = "The region that is to hold the baton.")
    @SuppressWarnings("NullAway.Init")
    private RegionId to;

    /** The command of this terminal. */
    public SwitchoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = options.open()) {
            installation.config().region(to);
            return options.give(terminal, installation, to, "planned switchover", Duration.ZERO);
        }
    }
}
