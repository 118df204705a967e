package dev.baton.core.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What kind of world it is. Each seed has its own: what finds one bug hides another.
 *
 * @param mostStepNanos the longest time between two steps
 * @param burst how many steps somebody takes in a row, at most
 * @param trouble how often something breaks, in percent of the misfortunes
 * @param slow how often a step of the network or of a commit takes longer, in percent
 * @param whim how often a monitor acts without reason, in percent
 */
record Temper(long mostStepNanos, int burst, int trouble, int slow, int whim) {

    /** In the end: nothing breaks any more, and time flies. */
    static final Temper PEACE = new Temper(Duration.ofMillis(250).toNanos(), 10, 0, 0, 0);

    static Temper any(Random random) {
        return new Temper(
                Duration.ofMillis(anyOf(random, 2, 20, 100)).toNanos(),
                anyOf(random, 3, 10, 25),
                anyOf(random, 0, 5, 20),
                anyOf(random, 0, 40, 85),
                anyOf(random, 2, 15, 50));
    }

    private static int anyOf(Random random, Integer... values) {
        return List.of(values).get(random.nextInt(values.length));
    }
}
