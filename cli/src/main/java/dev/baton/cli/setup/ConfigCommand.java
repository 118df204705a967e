package dev.baton.cli.setup;

import dev.baton.cli.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton config}. */
@Command(
        name = "config",
        synopsisSubcommandLabel = "COMMAND",
        header = "Look after the configuration.",
        description = "",
        footer = {"", "Example:", "  baton config check --config /etc/baton.yaml"})
public final class ConfigCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    private ConfigCommand() {}

    /** The command of this terminal, with those below it. */
    public static CommandLine of(Terminal terminal) {
        return new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? There is 'baton config check'");
    }
}
