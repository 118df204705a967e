package dev.baton.cli;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.BatonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one clear message and an exit status; a stack trace only if it was asked for. */
final class Mishaps implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Terminal terminal;
    private final Baton baton;

    Mishaps(Terminal terminal, Baton baton) {
        this.terminal = terminal;
        this.baton = baton;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (baton.isDebug()) {
            e.printStackTrace(terminal.err());
        }
        return terminal.refuse(message(e));
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        if (baton.isDebug()) {
            e.printStackTrace(terminal.err());
        }
        terminal.refuse(String.valueOf(e.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(e, terminal.err())) {
            terminal.say("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    private static String message(Exception e) {
        if (e instanceof BatonException) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return message(unchecked.getCause());
        }
        if (e instanceof IOException io) {
            return reason(io);
        }
        // Kafka's own errors, the testbed's, and bugs: whoever wants to know more has an option for it.
        return (e.getMessage() == null ? e.toString() : e.getMessage()) + " (--debug shows where)";
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "access to " + e.getMessage() + " is denied";
        }
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getFile() + ": " + fileSystem.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
