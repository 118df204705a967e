package dev.baton.cli.shell;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where commands read and print: results to standard output, everything else to standard error. Text is UTF-8.
 *
 * <p>Safe for use by several threads.
 */
public final class Terminal {

    /** The exit status of what was refused or has failed. */
    public static final int REFUSED = 1;

    /** How long Ctrl-C waits for a command to end in order. */
    private static final long END_SECONDS = 30;

    private static final String CLEAR_LINE = "\r\033[K";
    private static final String CLEAR_SCREEN = "\033[H\033[J";
    private static final String RESET = "\033[0m";

    private final InputStream in;
    private final OutputStream rawOut;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Runnable interrupt;
    private boolean progressShown; // guarded by err

    /**
     * A terminal of these streams; {@code interactive} if a person looks at it.
     */
    public Terminal(InputStream in, OutputStream out, OutputStream err, boolean interactive) {
        this.in = in;
        this.rawOut = out;
        this.out = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
        this.interactive = interactive;
    }

    /** That of this process. */
    public static Terminal system() {
        // Not System.out: it hides that nobody reads any more.
        Terminal terminal = new Terminal(
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                new FileOutputStream(FileDescriptor.err),
                Ansi.AUTO.enabled());
        Runtime.getRuntime().addShutdownHook(new Thread(terminal::interrupt, "baton-interrupt"));
        return terminal;
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    /** Standard output, byte by byte; fails if nobody reads any more. */
    public OutputStream raw() {
        return rawOut;
    }

    /** Standard output as a writer, for whoever prints more than lines; not flushed by itself. */
    public PrintWriter out() {
        return out;
    }

    /** Standard error as a writer. */
    public PrintWriter err() {
        return err;
    }

    /** A result. */
    public void print(String lines) {
        out.println(lines);
        out.flush();
    }

    /** True if nobody reads standard output any more. */
    public boolean isOutputGone() {
        return out.checkError();
    }

    /** A word to the person who runs the command. */
    public void say(String lines) {
        synchronized (err) {
            endProgress();
            err.println(lines);
        }
    }

    /** Says why it was not done; returns the exit status that says the same. */
    public int refuse(String why) {
        say("baton: " + why.replace("\n", "\nbaton: "));
        return REFUSED;
    }

    /** True if a person looks. */
    public boolean isInteractive() {
        return interactive;
    }

    /** Replaces the last line of progress; nothing where no person looks. */
    public void progress(String line) {
        if (interactive) {
            synchronized (err) {
                err.print(CLEAR_LINE + line);
                err.flush();
                progressShown = true;
            }
        }
    }

    /** Removes the last line of progress. */
    public void endProgress() {
        synchronized (err) {
            if (progressShown) {
                err.print(CLEAR_LINE);
                err.flush();
                progressShown = false;
            }
        }
    }

    /** Starts a fresh screen where a person looks. */
    public void clear() {
        if (interactive) {
            out.print(CLEAR_SCREEN);
        }
    }

    /** In this colour where a person looks. */
    public String in(Colour colour, String text) {
        return interactive ? colour.escape() + text + RESET : text;
    }

    /** What Ctrl-C does from now on; it then waits for the command to end. Until it is told so, Ctrl-C just ends it. */
    public void onInterrupt(Runnable action) {
        interrupt = action;
    }

    /** What Ctrl-C does; returns when the command has ended. */
    public void interrupt() {
        Runnable action = interrupt;
        if (action == null) {
            return;
        }
        action.run();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                say("baton: the command did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended; the process may. */
    public void end() {
        interrupt = null;
        endProgress();
        out.flush();
        err.flush();
        ended.countDown();
    }

    /** The few colours there are. */
    public enum Colour {
        /** As it should be. */
        GREEN("\033[32m"),
        /** Worth a look. */
        YELLOW("\033[33m"),
        /** Wrong. */
        RED("\033[31m"),
        /** Worth less than the rest. */
        FAINT("\033[2m"),
        /** Worth more than the rest. */
        BOLD("\033[1m");

        private final String escape;

        Colour(String escape) {
            this.escape = escape;
        }

        private String escape() {
            return escape;
        }
    }
}
