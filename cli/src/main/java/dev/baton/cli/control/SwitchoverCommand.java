package dev.baton.cli.control;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.handover.HandoverOrder;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.monitor.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
    private ConfigOption config;

    @Parameters(
            paramLabel = "REGION",
            converter = RegionConverter.class,
            description = "The region that is to hold the baton.")
    @SuppressWarnings("NullAway.Init")
    private RegionId to;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "planned switchover",
            description = "For the audit; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Give up after this time; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration timeout;

    /** The command of this terminal. */
    public SwitchoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            installation.config().region(to);
            HandoverRun run = new HandoverRun(terminal, installation);
            HandoverOrder order = HandoverOrder.planned(to, reason);
            Token token = run.token();
            Optional<Refused> refusal = HandoverRun.refusal(order, token);
            if (refusal.isPresent()) {
                return run.refuse(refusal.get());
            }
            ProbeResult target = Probes.of(installation.config(), List.of(to)).get(to);
            if (target == null || target instanceof ProbeResult.Failed) {
                return terminal.refuse(to + " does not serve its clients (" + Probes.describe(target)
                        + "), so it cannot take over; nothing was changed");
            }
            return dryRun
                    ? run.rehearse(order, token, to + " is IN_SYNC and " + Probes.describe(target))
                    : run.carryOut(order, timeout);
        }
    }
}
