package dev.baton.cli.control;

import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton failback}. */
@Command(
        name = "failback",
        header = "Bring the baton home.",
        description = {
            "",
            "A switchover to the home region, the first one of the configuration. Nothing is lost, nothing is repeated.",
            "",
            "Refused unless home is IN_SYNC: a region that was lost gets what it has missed first, by 'baton agent' or"
                    + " 'baton catch-up'. --wait waits for that.",
            ""
        },
        footer = {"", "Examples:", "  baton failback --dry-run", "  baton failback --wait 30m --reason 'r1 is repaired'"
        })
public final class FailbackCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private HandoverOptions options;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description = "How long to wait until home is IN_SYNC; by default not at all.")
    @SuppressWarnings("NullAway.Init")
    private Duration patience;

    /** The command of this terminal. */
    public FailbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = options.open()) {
            RegionId home = installation.config().regions().firstKey();
            long start = System.nanoTime();
            SyncWatch watch = new SyncWatch(terminal, installation, home);
            Token token = watch.await(patience);
            if (token.sync(home) != Sync.IN_SYNC) {
                return terminal.refuse(home + " is " + watch.describe(token) + "; failback when it is IN_SYNC."
                        + " See 'baton status', or wait for it with --wait");
            }
            if (token.admits(home)) {
                terminal.print(home + " is home and holds the baton already");
                return 0;
            }
            Duration left = patience.minusNanos(System.nanoTime() - start);
            return options.give(terminal, installation, home, "failback", left);
        }
    }
}
