package dev.baton.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines, one after the other; how it stands is said every few seconds. */
final class PlainScreen implements Screen {

    private static final long INTERVAL_SECONDS = 3;

    private final PrintWriter out;
    private long nextSecond = INTERVAL_SECONDS;
    private boolean silent;

    PlainScreen(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void say(String line) {
        if (!silent) {
            out.println(line);
            out.flush();
        }
    }

    @Override
    public synchronized void show(Snapshot snapshot) {
        long seconds = snapshot.elapsed().toSeconds();
        if (seconds >= nextSecond) {
            nextSecond = seconds + INTERVAL_SECONDS;
            say(line(snapshot));
        }
    }

    private static String line(Snapshot snapshot) {
        String applied = snapshot.applied().entrySet().stream()
                .map(region -> String.format(Locale.ROOT, "%,d by %s", region.getValue(), region.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%4d s  %s; %s; %,d acknowledged; applied %s",
                snapshot.elapsed().toSeconds(),
                snapshot.baton(),
                snapshot.syncs(),
                snapshot.acked(),
                applied);
    }

    @Override
    public void settle() {
        // Nothing was drawn that could be in the way.
    }

    @Override
    public synchronized void silence() {
        silent = true;
    }
}
