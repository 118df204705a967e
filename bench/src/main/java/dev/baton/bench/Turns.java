package dev.baton.bench;

/** Measures different things in turns, so that none of them always comes first. */
final class Turns {

    /** One thing to measure. */
    interface Turn {
        void run() throws InterruptedException;
    }

    private Turns() {}

    /** Runs all of {@code turns}; which of them comes first depends on the round. */
    static void take(int round, Turn... turns) throws InterruptedException {
        for (int i = 0; i < turns.length; i++) {
            turns[Math.floorMod(round + i, turns.length)].run();
        }
    }
}
