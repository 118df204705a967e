package dev.baton.cli.control;

import dev.baton.cli.shell.Bar;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;

/** Shows a catch-up: as a bar that moves where a person looks, and elsewhere as a line for each tenth of it. For one thread. */
final class CatchUpBar {

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
        terminal.progress(region + " " + Bar.of(progress.fraction()) + " " + progress.describe());
        if (!terminal.isInteractive() && progress.percent() >= next) {
            next = progress.percent() / STEP * STEP + STEP;
            terminal.say(region + ": " + progress.describe());
        }
    }

    /** It has to wait; the same is said once. */
    void waiting(String why) {
        if (!why.equals(told)) {
            told = why;
            terminal.say(region + ": " + why);
        }
    }

    /** Nothing moves any more. */
    void end() {
        terminal.endProgress();
    }
}
