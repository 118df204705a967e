package dev.baton.core.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What kind of world it is. Each seed has its own: what finds one bug hides another.
 *
 * @param mostStepNanos the longest time between two steps
 * @param pause how rarely everybody pauses for about ttl: once in so many steps
 * @param burst how many steps somebody takes in a row, at most
 * @param trouble how often something breaks, in percent of the misfortunes
 * @param slow how often a message is not there yet, in percent
 * @param work how long an event is in hand, in steps of its consumer, at most
 * @param naps how long the same ones are awake, in steps, on average
 * @param whim how often a monitor acts without reason, in percent
 * @param outage how long a region is away, in misfortunes, on average
 * @param rivalry how often a catch-up takes over what another one drives, in percent
 * @param catchUps how much more often than others a catch-up is at work
 * @param steps how long it lasts
 * @param kills how often a catch-up is killed, once in so many of its steps
 */
record Temper(
        long mostStepNanos,
        int pause,
        int burst,
        int trouble,
        int slow,
        int work,
        int naps,
        int whim,
        int outage,
        int rivalry,
        int kills,
        int catchUps,
        int steps) {

    /** In the end: nothing breaks any more, and time flies. */
    static final Temper PEACE = new Temper(
            Duration.ofMillis(250).toNanos(), Integer.MAX_VALUE, 10, 0, 0, 1, 1, 0, 1, 10, Integer.MAX_VALUE, 1, 0);

    static Temper any(Random random) {
        boolean longer = random.nextInt(3) != 0;
        return new Temper(
                Duration.ofMillis(anyOf(random, 2, 20, 100)).toNanos(),
                longer ? anyOf(random, 5, 10, 20) : anyOf(random, 12, 40, 120),
                anyOf(random, 2, 6, 15),
                anyOf(random, 0, 2, 10),
                longer ? anyOf(random, 0, 10, 40) : anyOf(random, 0, 40, 80),
                anyOf(random, 1, 5, 40),
                anyOf(random, 5, 20, 60),
                longer ? anyOf(random, 1, 2, 6) : anyOf(random, 1, 4, 15),
                longer ? anyOf(random, 2, 4, 16) : 3,
                anyOf(random, 3, 10, 30),
                longer ? anyOf(random, 30, 120, Integer.MAX_VALUE) : 300,
                longer ? 4 : 1,
                longer ? 800 + random.nextInt(2400) : 300 + random.nextInt(900));
    }

    private static int anyOf(Random random, Integer... values) {
        return List.of(values).get(random.nextInt(values.length));
    }
}
