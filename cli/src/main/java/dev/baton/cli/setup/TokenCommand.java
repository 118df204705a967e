package dev.baton.cli.setup;

import dev.baton.cli.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton token}. */
@Command(
        name = "token",
        synopsisSubcommandLabel = "COMMAND",
        header = "Create the token, show it and its past, and repair one of its stores.",
        description = {"", "The token is the one record that says who holds the baton.", ""},
        footer = {"", "Examples:", "  baton token create --active r1", "  baton token show", "  baton token history"})
public final class TokenCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    private TokenCommand() {}

    /** The command of this terminal, with those below it. */
    public static CommandLine of(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCreateCommand(terminal))
                .addSubcommand(new TokenShowCommand(terminal))
                .addSubcommand(new TokenHistoryCommand(terminal))
                .addSubcommand(new TokenRepairCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? There are 'baton token create', 'baton token show', 'baton token history' and"
                        + " 'baton token repair'");
    }
}
