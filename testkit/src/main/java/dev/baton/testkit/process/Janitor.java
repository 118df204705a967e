package dev.baton.testkit.process;

import dev.baton.testkit.Patience;
import dev.baton.testkit.Resources;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Guarantees that no {@link ChildProcess} outlives this process, however this one ends: return, exit, Ctrl-C, crash,
 * SIGKILL.
 *
 * <p>It is a tiny POSIX shell, a child of this process, that reads the ids of processes from a pipe. When the pipe ends
 * – which the kernel sees to, whatever kills this process – it sends SIGKILL to all that have not ended, and to
 * whatever they have started in their process groups; SIGKILL also ends processes that are stopped. It ignores the
 * signals of a terminal and lives in a session of its own where {@code setsid} exists, so that neither Ctrl-C nor the
 * end of a process group takes it along. A process id that the system has given to somebody else since is recognised
 * by its start time and left alone. It deletes nothing: logs stay.
 *
 * <p>Safe for any thread.
 */
public final class Janitor implements AutoCloseable {

    private static final long START_SECONDS = 10;
    private static final long CLOSE_SECONDS = 10;

    private static final String SCRIPT = Resources.text(Janitor.class, "janitor.sh");

    private static final String IN_OWN_SESSION =
            """
            if command -v setsid >/dev/null 2>&1; then exec setsid sh -c "$1" baton-janitor; fi
            exec sh -c "$1" baton-janitor
            """;

    private final Process shell;
    private final OutputStream orders;

    private Janitor(Process shell) {
        this.shell = shell;
        this.orders = shell.getOutputStream();
    }

    /**
     * Returns a janitor that runs already, deaf to signals.
     *
     * @throws TestbedException if there is no POSIX {@code sh} to run it
     */
    public static Janitor start() {
        try {
            Process shell = new ProcessBuilder("sh", "-c", IN_OWN_SESSION, "sh", SCRIPT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitWord(shell);
            return new Janitor(shell);
        } catch (IOException e) {
            throw new TestbedException(
                    "The janitor of child processes did not start: a POSIX shell named 'sh' must be on the PATH.", e);
        }
    }

    /** It says one word when it has become deaf to signals; from then on it can be relied on. */
    private static void awaitWord(Process shell) throws IOException {
        try (InputStream word = shell.getInputStream()) {
            long start = System.nanoTime();
            while (word.available() == 0) {
                if (!shell.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                    shell.destroyForcibly();
                    throw new IOException("The shell did not run the janitor's script within " + START_SECONDS + " s.");
                }
                Patience.pause(Duration.ofMillis(1));
            }
        }
    }

    /**
     * When it returns, the process will not outlive this one.
     *
     * @throws TestbedException if the janitor itself is closed or gone; the process is not watched then
     */
    synchronized void watch(long pid) {
        try {
            order("watch", pid);
        } catch (IOException e) {
            throw new TestbedException(
                    "The janitor (process " + shell.pid() + ") is gone, so process " + pid
                            + " could outlive a crash of this one. Start a new testbed.",
                    e);
        }
    }

    /** Ends the watch over a process that has ended, and kills what is left of its group. */
    synchronized void ended(long pid) {
        try {
            order("ended", pid);
        } catch (IOException e) {
            // Closed or gone: it has killed all it watched, or cannot be reached any more.
            return;
        }
    }

    /** The janitor's own process. */
    long pid() {
        return shell.pid();
    }

    /** Kills every process that it still watches; returns when that is done (at most 10 s). May be called again. */
    @Override
    public void close() {
        try {
            synchronized (this) {
                orders.close();
            }
            if (!shell.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new TestbedException("The janitor (process " + shell.pid() + ") did not end within "
                        + CLOSE_SECONDS + " s of being told to; look for processes that are left.");
            }
        } catch (IOException e) {
            throw new TestbedException("The janitor (process " + shell.pid() + ") could not be told to end.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(String verb, long pid) throws IOException {
        orders.write((verb + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
        orders.flush();
    }
}
