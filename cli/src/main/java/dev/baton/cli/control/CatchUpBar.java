package dev.baton.cli.control;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;

/** Shows a catch-up: as a bar that moves where a person looks, and elsewhere as a line for each tenth of it. For one thread. */
final class CatchUpBar {

    private static final int CELLS = 20;
    private static final int HUNDRED = 100;
    private static final int STEP = 10;

    private final Terminal terminal;
    private final RegionId region;
    private String told = "";
    private int next;

    CatchUpBar(Terminal terminal, RegionId region) {
        this.terminal = terminal;
        this.region = region;
    }

    /** So far it has come. */
    void show(CatchUpProgress progress) {
        int full = progress.percent() * CELLS / HUNDRED;
        terminal.progress(region + " [" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + progress.describe());
        if (!terminal.isInteractive() && progress.percent() >= next) {
            next = progress.percent() / STEP * STEP + STEP;
            terminal.say(region + ": " + progress.describe());
        }
    }

    /** It has to wait; the same is said once. */
    void waiting(String why) {
        if (!why.equals(told)) {
            told = why;
            terminal.say("waiting: " + why);
        }
    }

    /** Nothing moves any more. */
    void end() {
        terminal.endProgress();
    }
}
