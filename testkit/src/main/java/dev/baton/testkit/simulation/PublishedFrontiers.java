package dev.baton.testkit.simulation;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;

/** The frontiers that consumers of a direct sink have published to one region; of a lower term they are ignored (rule F). */
final class PublishedFrontiers {

    private final World world;
    private Frontier newest = new Frontier();
    private Term term = new Term(1);

    PublishedFrontiers(World world) {
        this.world = world;
    }

    Frontier read() {
        return newest.copy();
    }

    void accept(Term published, Frontier frontier) {
        world.check(
                world.effects().applied().covers(frontier), "D", "a frontier", "holds what has not taken effect: lost");
        if (published.compareTo(term) < 0) {
            world.reached(Reached.FRONTIER_OF_AN_OLD_TERM_IGNORED);
        } else if (published.equals(term)) {
            newest.addAll(frontier);
        } else {
            term = published;
            newest = frontier.copy();
        }
    }
}
