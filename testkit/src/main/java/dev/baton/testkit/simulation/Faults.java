package dev.baton.testkit.simulation;

import java.util.SplittableRandom;

/**
 * How often what fails. Each history draws its own, many of them 0: what finds one bug hides another.
 *
 * @param loss messages that are lost, per mille
 * @param late requests without an answer that come later, percent
 * @param repeats requests that come twice, per mille
 * @param refusals requests that the server does not carry out (429, 5xx), per mille
 * @param isolations how often a place is cut off, percent of the misfortunes
 * @param oneWayCuts how often a link is cut in one direction, likewise
 * @param trouble how often a region breaks, likewise
 * @param acksLost appends whose answer is lost, percent
 * @param lag how often what was written is not durable at once, percent
 * @param commits commits whose answer is lost, per mille
 * @param crashes once in so many steps of a process, it is killed; 0 never
 * @param pauses once in so many steps of a process, it stands still; 0 never
 * @param clocks how often a clock is set or changes its rate, percent of the misfortunes
 */
record Faults(
        int loss,
        int late,
        int repeats,
        int refusals,
        int isolations,
        int oneWayCuts,
        int trouble,
        int acksLost,
        int lag,
        int commits,
        int crashes,
        int pauses,
        int clocks) {

    /** Nothing fails. */
    static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Faults any(SplittableRandom random, Profile profile) {
        int trouble = profile == Profile.CATCH_UPS ? anyOf(random, 10, 30) : anyOf(random, 0, 2, 10);
        boolean quiet = !profile.hasUnreliableNetwork() || random.nextInt(3) == 0; // the network, and processes
        return new Faults(
                quiet ? 0 : anyOf(random, 0, 0, 5, 40),
                anyOf(random, 0, 20, 60),
                quiet ? 0 : anyOf(random, 0, 0, 5, 30),
                quiet ? 0 : anyOf(random, 0, 0, 5, 30),
                quiet ? 0 : anyOf(random, 0, 0, 1, 4),
                quiet ? 0 : anyOf(random, 0, 0, 1, 4),
                profile.losesRegions() ? trouble : 0,
                anyOf(random, 0, 10, 10),
                quiet ? 0 : anyOf(random, 0, 0, 30),
                anyOf(random, 0, 25, 50),
                profile == Profile.CATCH_UPS ? anyOf(random, 60, 200) : quiet ? 0 : anyOf(random, 0, 0, 300, 100),
                quiet ? 0 : anyOf(random, 0, 0, 200, 60),
                quiet ? anyOf(random, 0, 2) : anyOf(random, 0, 2, 10));
    }

    private static int anyOf(SplittableRandom random, int... values) {
        return values[random.nextInt(values.length)];
    }
}
