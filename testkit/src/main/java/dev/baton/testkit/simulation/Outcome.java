package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of one history. Immutable.
 *
 * @param seed that repeats it
 * @param hash of everything that happened in it
 * @param reached marks
 * @param broken null if every promise was kept
 */
record Outcome(long seed, long hash, Set<Reached> reached, @Nullable BrokenPromise broken) {

    /** Lives through the history of {@code seed}, of this kind and with this planted. */
    static Outcome of(long seed, PlantedBug bug, Profile profile) {
        World world = new World(seed, bug, profile);
        BrokenPromise broken = null;
        try {
            world.run();
        } catch (BrokenPromise promise) {
            broken = promise;
        } catch (RuntimeException e) { // a check of the product itself
            broken = world.broken(
                    "error", e + " at " + List.of(e.getStackTrace()).subList(0, 4));
        }
        return new Outcome(seed, world.trace().hash(), world.reached(), broken);
    }

    /** For people. */
    List<String> describe() {
        BrokenPromise promise = broken;
        if (promise == null) {
            return List.of("seed " + seed + ": every promise was kept");
        }
        List<String> lines = new ArrayList<>(promise.history());
        lines.add("seed " + seed + ", step " + promise.step() + ": " + promise.getMessage());
        lines.add("again: scripts/simulate --first " + seed + " --seeds 1");
        return lines;
    }
}
