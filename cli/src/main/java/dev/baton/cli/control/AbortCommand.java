package dev.baton.cli.control;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Terminal;
import dev.baton.kafka.client.Installation;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton abort}. */
@Command(
        name = "abort",
        header = "Give up a handover that has begun.",
        description = {
            "",
            "Only one that is not complete: the baton stays where it is. Refused unless the region that has it is IN_SYNC; hand over"
                    + " to one that is instead, with 'baton switchover'.",
            ""
        },
        footer = {"", "Example:", "  baton abort --reason 'r2 is too slow'"})
public final class AbortCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "aborted by an operator",
            description = "For the audit; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    /** The command of this terminal. */
    public AbortCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            return new HandoverRun(terminal, installation).abort(reason, TIMEOUT);
        }
    }
}
