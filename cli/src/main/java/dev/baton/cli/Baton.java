package dev.baton.cli;

import dev.baton.cli.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(name = "baton", subcommands = DemoCommand.class)
public final class Baton {

    private Baton() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Baton()).execute(arguments));
    }
}
