package dev.baton.testkit.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The pace of a world, and how its people are. Each history draws its own.
 *
 * @param mostStepNanos the longest time between two steps
 * @param pause how rarely everybody pauses for about ttl: once in so many steps
 * @param burst how many steps somebody takes in a row, at most
 * @param slow how often a message is not there yet, in percent
 * @param work how long an event is in hand, in steps of its consumer, at most
 * @param naps how long the same ones are awake, in steps, on average
 * @param whim how often an operator acts without reason, in percent
 * @param outage how long something is away, in misfortunes, on average
 * @param rivalry how often a catch-up takes over what another one drives, in percent
 * @param kills how often a catch-up is killed, once in so many of its steps
 * @param catchUps how much more often than others a catch-up is at work
 * @param steps how long it lasts
 */
record Temper(
        long mostStepNanos,
        int pause,
        int burst,
        int slow,
        int work,
        int naps,
        int whim,
        int outage,
        int rivalry,
        int kills,
        int catchUps,
        int steps) {

    private static final int NEVER = Integer.MAX_VALUE;

    /** In the end: time flies. */
    static final Temper PEACE =
            new Temper(Duration.ofMillis(250).toNanos(), NEVER, 10, 0, 1, NEVER, 0, 1, 10, NEVER, 1, 0);

    /** When a takeover is due: everybody works as fast as real processes do, and operators are asleep. */
    static final Temper WATCH =
            new Temper(Duration.ofMillis(12).toNanos(), NEVER, 1, 0, 1, NEVER, 0, 1, 10, NEVER, 1, 0);

    static Temper any(SplittableRandom random, Profile profile) {
        if (profile.isInAHurry() || profile == Profile.ANYTHING && random.nextInt(6) == 0) {
            return hurried(random, profile);
        }
        boolean longer = random.nextInt(3) != 0;
        return new Temper(
                Duration.ofMillis(anyOf(random, 2, 20, 100)).toNanos(),
                longer ? anyOf(random, 5, 10, 20) : anyOf(random, 12, 40, 120),
                anyOf(random, 2, 6, 15),
                longer ? anyOf(random, 0, 10, 40) : anyOf(random, 0, 40, 80),
                anyOf(random, 1, 5, 40),
                anyOf(random, 5, 20, 60),
                longer ? anyOf(random, 1, 2, 6) : anyOf(random, 1, 4, 15),
                longer ? anyOf(random, 2, 4, 16) : 3,
                anyOf(random, 3, 10, 30),
                longer ? anyOf(random, 30, 120, NEVER) : 300,
                longer ? 4 : 1,
                longer ? 800 + random.nextInt(2400) : 300 + random.nextInt(900));
    }

    /** Much happens while a view is valid. */
    private static Temper hurried(SplittableRandom random, Profile profile) {
        return new Temper(
                Duration.ofMillis(anyOf(random, 2, 5)).toNanos(),
                profile.isFenced() ? 400 : anyOf(random, 50, 150, 400),
                anyOf(random, 2, 4),
                anyOf(random, 0, 10),
                anyOf(random, 1, 5),
                anyOf(random, 20, 60),
                anyOf(random, 30, 60),
                2,
                10,
                NEVER,
                anyOf(random, 1, 3),
                1500);
    }

    private static int anyOf(SplittableRandom random, int... values) {
        return values[random.nextInt(values.length)];
    }
}
