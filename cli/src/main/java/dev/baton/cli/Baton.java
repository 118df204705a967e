package dev.baton.cli;

import dev.baton.cli.chaos.ChaosCommand;
import dev.baton.cli.control.AbortCommand;
import dev.baton.cli.control.AgentCommand;
import dev.baton.cli.control.CatchUpCommand;
import dev.baton.cli.control.CheckCommand;
import dev.baton.cli.control.FailbackCommand;
import dev.baton.cli.control.FailoverCommand;
import dev.baton.cli.control.StatusCommand;
import dev.baton.cli.control.SwitchoverCommand;
import dev.baton.cli.demo.DemoCommand;
import dev.baton.cli.events.ConsumeCommand;
import dev.baton.cli.events.ProduceCommand;
import dev.baton.cli.setup.ConfigCommand;
import dev.baton.cli.setup.InitCommand;
import dev.baton.cli.setup.OciEmulatorCommand;
import dev.baton.cli.setup.TokenCommand;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.simulate.SimulateCommand;
import dev.baton.cli.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Exit status: 0 done, 1 refused or failed, 2 usage. */
@Command(
        name = "baton",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Streams that survive the loss of a region: nothing lost, nothing repeated.",
        description = "",
        footer = {
            "",
            "Exit status: 0 done, 1 refused or failed, 2 usage. 'baton COMMAND --help' has examples.",
            "",
            "Examples:",
            "  baton demo                           lose a region, and see what happens",
            "  baton init                           write a baton.yaml to begin with",
            "  baton config check                   is all of it right and reachable?",
            "  baton token create --active r1       once for each installation",
            "  baton agent --region r1              watch, and make r1 whole after a loss",
            "  baton status                         who holds the baton?",
            "  baton switchover r2                  move it"
        })
public final class Baton implements Runnable {

    private static final String LOG_LEVEL = "baton.log.level";
    private static final String KAFKA_LOG_LEVEL = "baton.log.kafka";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Log everything, and show stack traces.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    Baton() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] arguments) {
        System.exit(run(Terminal.system(), arguments));
    }

    static int run(Terminal terminal, String... arguments) {
        try {
            return new Baton().commandLine(terminal).execute(arguments);
        } finally {
            terminal.end();
        }
    }

    private CommandLine commandLine(Terminal terminal) {
        Mishaps mishaps = new Mishaps(terminal, this);
        CommandLine commandLine = new CommandLine(this)
                .addSubcommand(new DemoCommand())
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new SimulateCommand(terminal))
                .addSubcommand(new InitCommand(terminal))
                .addSubcommand(new OciEmulatorCommand(terminal))
                .addSubcommand(ConfigCommand.of(terminal))
                .addSubcommand(TokenCommand.of(terminal))
                .addSubcommand(new AgentCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new ProduceCommand(terminal))
                .addSubcommand(new ConsumeCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new SwitchoverCommand(terminal))
                .addSubcommand(new FailbackCommand(terminal))
                .addSubcommand(new FailoverCommand(terminal))
                .addSubcommand(new CatchUpCommand(terminal))
                .addSubcommand(new AbortCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setUsageHelpLongOptionsMaxWidth(26)
                .setExecutionExceptionHandler(mishaps)
                .setParameterExceptionHandler(mishaps)
                .setExecutionStrategy(parsed -> {
                    if (debug) {
                        System.setProperty(LOG_LEVEL, "DEBUG"); // both before the first logger is made
                        System.setProperty(KAFKA_LOG_LEVEL, "WARN");
                    }
                    return new RunLast().execute(parsed);
                });
        addSpace(commandLine);
        return commandLine;
    }

    /** Between what a command is for and how it is used. */
    private static void addSpace(CommandLine commandLine) {
        commandLine.getCommandSpec().usageMessage().synopsisHeading("%nUsage: ");
        commandLine.getSubcommands().values().forEach(Baton::addSpace);
    }

    boolean isDebug() {
        return debug;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See 'baton --help'");
    }
}
