package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** A few lines at the bottom of a terminal that are drawn anew in place; what is said scrolls by above them. */
final class LiveScreen implements Screen {

    private static final String UP = "\u001B[%dA";
    private static final String CLEAR_BELOW = "\r\u001B[J";

    private final PrintWriter out;
    private final List<RegionId> regions;
    private List<String> drawn = List.of();
    private boolean silent;

    LiveScreen(PrintWriter out, List<RegionId> regions) {
        this.out = out;
        this.regions = List.copyOf(regions);
    }

    @Override
    public synchronized void say(String line) {
        if (silent) {
            return;
        }
        erase();
        out.println(line);
        drawn.forEach(out::println);
        out.flush();
    }

    @Override
    public synchronized void show(Snapshot snapshot) {
        if (silent) {
            return;
        }
        erase();
        drawn = lines(snapshot);
        drawn.forEach(out::println);
        out.flush();
    }

    @Override
    public synchronized void settle() {
        drawn = List.of();
    }

    @Override
    public synchronized void silence() {
        silent = true;
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            out.printf(Locale.ROOT, UP, drawn.size());
            out.print(CLEAR_BELOW);
        }
    }

    private List<String> lines(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(Ansi.ON.string(String.format(
                Locale.ROOT, "  @|bold %4d s|@  %s", snapshot.elapsed().toSeconds(), snapshot.baton())));
        lines.add(String.format(
                Locale.ROOT,
                "          %,d acknowledged, %,d failed, %,d applied, %,d per second",
                snapshot.acked(),
                snapshot.failed(),
                snapshot.appliedByAll(),
                snapshot.perSecond()));
        regions.forEach(region -> lines.add(line(region, snapshot)));
        return lines;
    }

    private static String line(RegionId region, Snapshot snapshot) {
        Token token = snapshot.token();
        boolean holds = token != null && token.admits(region);
        String name = holds ? "@|bold,green ▶ " + region + "|@" : "  " + region;
        return Ansi.ON.string(String.format(
                Locale.ROOT, "    %s  %s  %,d applied", name, sync(region, token), snapshot.appliedBy(region.value())));
    }

    private static String sync(RegionId region, @Nullable Token token) {
        if (token == null) {
            return "";
        }
        Sync sync = token.sync(region);
        String padded = String.format(Locale.ROOT, "%-11s", sync);
        return sync == Sync.IN_SYNC ? padded : "@|red " + padded + "|@";
    }
}
