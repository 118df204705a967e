package dev.baton.runtime.hook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command, without a shell: the change as JSON on its standard input, the simple things in its environment. Exit status 0
 * means done.
 *
 * <p>Past the deadline it is killed with all its descendants. What it has started and disowned (as {@code setsid} does) lives on,
 * if its output goes elsewhere: this end of the pipe closes with the command.
 */
final class CommandAction implements HookAction {

    private static final Logger LOG = LoggerFactory.getLogger(CommandAction.class);

    /** More of its output is read and forgotten. */
    private static final int MAX_OUTPUT = 4096;

    private static final long KILL_SECONDS = 2;
    private static final long OUTPUT_MILLIS = 200;

    private final List<String> command;

    CommandAction(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public Outcome run(HookCall call, Duration deadline) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(call.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome(Verdict.FAILED, "cannot be started: " + command.get(0) + " is missing, or no program");
        }
        Thread talk = new Thread(() -> talk(process, call), "baton-hook-" + call.hook() + "-io");
        talk.setDaemon(true);
        talk.start();
        try {
            if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                kill(process);
                return new Outcome(Verdict.FAILED, "killed after " + deadline.toSeconds() + " s");
            }
            talk.join(OUTPUT_MILLIS);
            int status = process.exitValue();
            return new Outcome(status == 0 ? Verdict.DONE : Verdict.FAILED, "exit status " + status);
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Outcome(Verdict.FAILED, "killed, as the agent ends");
        } finally {
            close(process);
        }
    }

    /** Whoever is killed first can start nothing more, so the parent goes before its children. */
    private static void kill(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Process process) {
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            return; // it is gone, which is all that was wanted
        }
    }

    private static void talk(Process process, HookCall call) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(call.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("hook", call.hook()).log("The command did not read its standard input");
        }
        try (InputStream out = process.getInputStream()) {
            byte[] said = out.readNBytes(MAX_OUTPUT);
            LOG.atDebug()
                    .addKeyValue("event", "hook-output")
                    .addKeyValue("hook", call.hook())
                    .addKeyValue("output", new String(said, StandardCharsets.UTF_8))
                    .log("What the command has said");
            out.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("hook", call.hook()).log("The command's output has ended");
        }
    }
}
