package dev.baton.cli;

import dev.baton.cli.shell.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs commands in this process, as from a shell: arguments in; output, errors and exit status out. */
final class Cli {

    private static final long DEADLINE_SECONDS = 60;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;
    private final CompletableFuture<Integer> exit;

    private Cli(String input, String... arguments) {
        this.terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, false);
        this.exit = CompletableFuture.supplyAsync(
                () -> Baton.run(terminal, arguments), task -> new Thread(task, "cli").start());
    }

    /** Runs a command to its end. */
    static Cli run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** Runs a command to its end, with this configuration. */
    static Cli run(Path config, String... command) {
        return run(withConfig(config, command));
    }

    /** Runs a command to its end, with this text on its standard input. */
    static Cli runWithInput(String input, String... arguments) {
        Cli cli = new Cli(input, arguments);
        cli.exit();
        return cli;
    }

    /** Starts a command that goes on until it is interrupted. */
    static Cli start(String... arguments) {
        return new Cli("", arguments);
    }

    /** The same, with this configuration. */
    static Cli start(Path config, String... command) {
        return start(withConfig(config, command));
    }

    /** The words of a command, with this configuration. */
    static String[] withConfig(Path config, String... command) {
        return Stream.concat(Arrays.stream(command), Stream.of("--config", config.toString()))
                .toArray(String[]::new);
    }

    /** The exit status; waits for it. */
    int exit() {
        try {
            return exit.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the command did not end in order; it printed:\n" + out() + err(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    boolean isRunning() {
        return !exit.isDone();
    }

    /** As Ctrl-C does; returns when the command has ended. */
    Cli interrupt() {
        terminal.interrupt();
        exit();
        return this;
    }

    /** What it has printed so far. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it has said so far. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
