package dev.baton.cli.shell;

/** A bar that shows how much of something is done. */
public final class Bar {

    private static final int CELLS = 20;

    private Bar() {}

    /** Such as {@code [########------------]}; {@code fraction} is 0 to 1. */
    public static String of(double fraction) {
        int full = (int) (fraction * CELLS);
        return "[" + "#".repeat(full) + "-".repeat(CELLS - full) + "]";
    }
}
