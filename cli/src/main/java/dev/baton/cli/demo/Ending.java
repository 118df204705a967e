package dev.baton.cli.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Takes the stage down when the process is interrupted, so that Ctrl-C leaves nothing running and says so in one line. Safe for any
 * thread.
 */
final class Ending {

    private final PrintWriter out;
    private final Screen screen;
    private final Path directory;
    private final Thread hook = new Thread(this::interrupted, "interrupted");
    private @Nullable AutoCloseable stage;
    private volatile boolean isInterrupted;
    private volatile @Nullable Integer exitCode;

    Ending(PrintWriter out, Screen screen, Path directory) {
        this.out = out;
        this.screen = screen;
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    synchronized void onStage(AutoCloseable newStage) {
        stage = newStage;
    }

    /** The run is over and judged: an interrupt is the expected end from now on. */
    void expectInterrupt(int code) {
        exitCode = code;
    }

    boolean isInterrupted() {
        return isInterrupted;
    }

    private void interrupted() {
        isInterrupted = true;
        screen.silence();
        out.println();
        out.println("Stopping everything; files are in " + directory);
        out.flush();
        closeStage();
        Integer code = exitCode;
        if (code != null) {
            Runtime.getRuntime().halt(code);
        }
    }

    private synchronized void closeStage() {
        try {
            if (stage != null) {
                stage.close();
            }
        } catch (Exception e) { // whatever it is, the janitor's pipe ends with this process, and with it all others
            out.println("While stopping: " + e.getMessage());
        }
    }

    /** The process goes on; an interrupt is none of our business any more. */
    void disarm() {
        if (!isInterrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
