package dev.baton.cli.control;

import dev.baton.cli.shell.ByteRateConverter;
import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.OpenLogs;
import dev.baton.cli.shell.Operator;
import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.config.ByteRate;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton catch-up}. */
@Command(
        name = "catch-up",
        header = "Make a region whole that was lost.",
        description = {
            "",
            "Copies what the region has missed from one that is IN_SYNC, and calls it IN_SYNC then. Ended early, by whatever, the"
                    + " same command or an agent goes on from there. Processing goes on elsewhere meanwhile.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 the region is IN_SYNC, 1 it is not, and why.",
            "",
            "Examples:",
            "  baton catch-up r1",
            "  baton catch-up r1 --rate 50MiB",
            "  baton catch-up r1 --in-place         r1 holds the baton, and no other region can take it"
        })
public final class CatchUpCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Parameters(paramLabel = "REGION", converter = RegionConverter.class, description = "The region to make whole.")
    @SuppressWarnings("NullAway.Init")
    private RegionId region;

    @Option(
            names = "--rate",
            paramLabel = "BYTES",
            converter = ByteRateConverter.class,
            description = "Copy so much per second at most, such as 50MiB; default: catchUp.rate of the configuration.")
    private @Nullable ByteRate rate;

    @Option(
            names = "--accept-gaps",
            description = "Go on without events that retention has deleted everywhere before they were copied.")
    private boolean acceptGaps;

    @Option(names = "--in-place", description = "If the region holds the baton: nobody processes until it is whole.")
    private boolean inPlace;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "Give up when nothing has moved for this time; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration timeout;

    /** The command of this terminal. */
    public CatchUpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open();
                OpenLogs logs = OpenLogs.of(installation)) {
            installation.config().region(region);
            Token token = installation.tokens().read();
            if (token.sync(region) == Sync.IN_SYNC) {
                terminal.print(region + " is IN_SYNC already");
                return 0;
            }
            if (token.admits(region) && !inPlace) {
                return terminal.refuse(region + " holds the baton, so its log cannot be mended under its consumers."
                        + " Hand the baton over first; or catch up --in-place, and nobody processes meanwhile");
            }
            ByteRate atMost = rate == null ? installation.config().catchUp().rate() : rate;
            CatchUps.Order order =
                    new CatchUps.Order(region, Operator::audit, atMost, Duration.ZERO, inPlace, acceptGaps);
            CatchUpRun run = new CatchUpRun(terminal, logs.journals(), region, timeout);
            try (CatchUp catchUp = CatchUps.of(installation, logs, order, run)) {
                return run.toEnd(catchUp);
            }
        }
    }
}
