package dev.baton.testkit.process;

import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that runs only as long as its parent lives, and that can be frozen, thawed and killed like a lost machine.
 *
 * <p>It is watched by a {@link Janitor} before its program begins, so there is no instant at which a crash of the
 * parent would leave it behind. Where {@code setsid} exists it leads a process group of its own: signals of a
 * terminal do not reach it, what it starts is frozen, thawed and killed together with it, and does not outlive it.
 * Its standard output and error are appended to a log file that is kept; its standard input is empty. A POSIX {@code
 * sh} is needed.
 *
 * <p>Safe for any thread.
 */
public final class ChildProcess implements AutoCloseable {

    /** Waits for a word of the parent, then becomes the program: the process id stays the same. */
    private static final String GATE =
            """
            read -r go || exit 125
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@" </dev/null; fi
            exec "$@" </dev/null
            """;

    /** Java can send only SIGTERM and SIGKILL, and to no group; the shell's built-in sends all, to both. */
    private static final String SIGNAL = "kill -\"$1\" \"-$2\" 2>/dev/null || kill -\"$1\" \"$2\"";

    private static final Duration SIGNAL_DEADLINE = Duration.ofSeconds(10);
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final Path log;
    private final Janitor janitor;
    private final AtomicLong peakBytes = new AtomicLong();

    private ChildProcess(String name, Process process, Path log, Janitor janitor) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.janitor = janitor;
    }

    /**
     * When it returns, the process exists and is watched; its program begins at once.
     *
     * <p>A program that does not exist shows as an exit code of 127, with the shell's word for it in the log.
     *
     * @param name what messages call it, such as {@code broker-r1}
     * @param log file that its output is appended to; made, with its folder, if missing
     * @throws TestbedException if it cannot be started or watched; nothing is left running then
     */
    public static ChildProcess start(Janitor janitor, String name, Command command, Path log) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", GATE, "sh"));
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            ChildProcess child = new ChildProcess(name, process, log, janitor);
            child.begin();
            return child;
        } catch (IOException e) {
            throw new TestbedException("Process " + name + " did not start: " + command.words() + ".", e);
        }
    }

    private void begin() throws IOException {
        // If anything fails here the stream is closed without the word, and the gate ends by itself.
        try (OutputStream gate = process.getOutputStream()) {
            janitor.watch(process.pid());
            gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        var unused = process.onExit().thenRun(() -> janitor.ended(process.pid()));
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** The operating system's id of the process; it stays the same for life. */
    public long pid() {
        return process.pid();
    }

    /** The file that holds its output. */
    public Path log() {
        return log;
    }

    /** True until it has ended; a frozen process is alive. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code (128 + signal when a signal ended it); empty while it is alive. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /**
     * Returns true when it has ended within the given time.
     *
     * @throws TestbedException if the thread is interrupted
     */
    public boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("Interrupted while waiting for the end of " + name + ".", e);
        }
    }

    /** Ends it as a power cut would (SIGKILL), frozen or not; returns when it is gone. May be called again. */
    public void kill() {
        peakResidentBytes();
        if (isAlive()) {
            sendSignal("KILL");
        }
        if (!awaitExit(KILL_DEADLINE)) {
            throw new TestbedException(
                    "Process " + name + " (" + pid() + ") is still there " + KILL_DEADLINE.toSeconds()
                            + " s after SIGKILL; the system may be stuck on a disk or network mount.");
        }
    }

    /**
     * Stops every thread of it and of its group in its tracks (SIGSTOP); returns when all stand still. May be called
     * again.
     *
     * @throws TestbedException if it has ended, or does not stand still within 10 s
     */
    public void freeze() {
        peakResidentBytes();
        signal("STOP");
        Patience.await(
                SIGNAL_DEADLINE,
                () -> ProcessTable.isFamilyStopped(pid()),
                () -> "Process " + name + " (" + pid() + ") was sent SIGSTOP and still runs.");
    }

    /**
     * Lets a frozen process go on (SIGCONT); without effect on one that runs.
     *
     * @throws TestbedException if it has ended
     */
    public void thaw() {
        signal("CONT");
    }

    /**
     * Sends it a signal by name, such as {@code INT}.
     *
     * @throws TestbedException if it has ended
     */
    public void signal(String signal) {
        if (!isAlive()) {
            throw new TestbedException(
                    "Process " + name + " cannot be sent SIG" + signal + ": it has ended with exit code "
                            + process.exitValue() + ". Last lines of its log:\n" + logTail(20));
        }
        sendSignal(signal);
    }

    /**
     * Asks it to end (SIGTERM) and kills it when it has not within the given time; returns when it is gone.
     *
     * <p>A frozen process is thawed, or it could not hear. Without effect on one that has ended.
     *
     * @return true if it ended by itself, false if it had to be killed
     */
    public boolean stop(Duration atMost) {
        if (!isAlive()) {
            return true;
        }
        peakResidentBytes();
        process.destroy();
        sendSignal("CONT");
        if (awaitExit(atMost)) {
            return true;
        }
        kill();
        return false;
    }

    /**
     * The most memory it ever had resident, in bytes, as last seen: now, or when it was last frozen, stopped or killed.
     *
     * <p>What it has started is not counted. Empty where the system does not tell ({@code /proc} is needed).
     */
    public OptionalLong peakResidentBytes() {
        ProcessTable.peakResidentBytes(pid()).ifPresent(bytes -> peakBytes.accumulateAndGet(bytes, Math::max));
        return peakBytes.get() == 0 ? OptionalLong.empty() : OptionalLong.of(peakBytes.get());
    }

    /** The last lines of its output, for messages; empty if there are none. */
    public String logTail(int lines) {
        return LogTail.of(log, lines);
    }

    /** The same as {@link #kill()}. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name + " (process " + pid() + ")";
    }

    private void sendSignal(String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", SIGNAL, "sh", signal, Long.toString(pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(SIGNAL_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                throw new TestbedException("SIG" + signal + " could not be sent to " + this + ".");
            }
        } catch (IOException e) {
            throw new TestbedException("SIG" + signal + " could not be sent to " + this + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("Interrupted while sending SIG" + signal + " to " + this + ".", e);
        }
    }
}
