package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Plants one bug after the other and looks how long it stays unnoticed: a simulator that cannot fail proves nothing. */
public final class BugHunt {

    /** In so many histories each must be noticed. */
    public static final int BUDGET = 2_500;

    /**
     * How one bug was noticed. Immutable.
     *
     * @param bug its name
     * @param promise that was broken: an invariant, or the letter of a rule; empty if nothing was noticed
     * @param seed that shows it
     * @param histories that it took
     * @param profile the kind of histories
     */
    public record Catch(String bug, String promise, long seed, long histories, String profile) {

        /** True if it was noticed. */
        public boolean isCaught() {
            return !promise.isEmpty();
        }

        /** A row of the table. */
        public String row() {
            return isCaught()
                    ? String.format("%-50s %-12s %7d %5d  %s", bug, promise, seed, histories, profile)
                    : String.format("%-50s NOT NOTICED in %d histories from seed %d", bug, histories, seed);
        }
    }

    /** The head of the table. */
    public static final String HEAD =
            String.format("%-50s %-12s %7s %5s  %s", "planted", "caught by", "seed", "after", "in");

    private BugHunt() {}

    /** Hunts them all, two at a time, and tells of each. Bounded by {@link #BUDGET}. */
    public static List<Catch> run(Consumer<Catch> progress) {
        List<PlantedBug> bugs = Stream.of(PlantedBug.values())
                .filter(bug -> bug != PlantedBug.NONE)
                .toList();
        List<Catch> catches = new ArrayList<>();
        bugs.parallelStream().map(BugHunt::hunt).forEachOrdered(caught -> {
            progress.accept(caught);
            catches.add(caught);
        });
        return catches;
    }

    static Catch hunt(PlantedBug bug) {
        String profile = bug.profile().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        for (long i = 0; i < BUDGET; i++) {
            long seed = bug.firstSeed() + i;
            BrokenPromise broken = Outcome.of(seed, bug, bug.profile()).broken();
            if (broken != null) {
                if (Outcome.of(seed, PlantedBug.NONE, bug.profile()).broken() != null) {
                    break; // it is not the bug's doing
                }
                return new Catch(bug.name(), broken.promise(), seed, i + 1, profile);
            }
        }
        return new Catch(bug.name(), "", bug.firstSeed(), BUDGET, profile);
    }
}
