package dev.baton.testkit.simulation;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Sync;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Effects first, then the frontier, published to every region; whoever takes over reads it in its own (rule F). */
final class DirectSession implements SinkSession {

    private final World world;
    private final SimulatedRegion region;
    private final Set<SimulatedRegion> unpublished = new LinkedHashSet<>();
    private @Nullable Term term;
    private Term published = new Term(1);
    private Frontier frontier = new Frontier();

    DirectSession(World world, SimulatedRegion region) {
        this.world = world;
        this.region = region;
    }

    @Override
    public boolean isOf(long asked) {
        return term != null && term.value() == asked;
    }

    @Override
    public boolean isClaimed() {
        return term != null;
    }

    /** What is taken over is published again: another region may lack what the owner before could not tell it. */
    @Override
    public boolean claim(Term claimed) {
        frontier = world.published(region).read();
        term = claimed;
        published = claimed;
        unpublished.addAll(world.regions());
        return true;
    }

    @Override
    public Frontier frontier() {
        return frontier;
    }

    @Override
    public void takes(Event event) {
        if (world.has(PlantedBug.PUBLISHES_BEFORE_APPLYING)) {
            frontier.add(event.producer(), event.sequence());
            unpublished.addAll(world.regions());
        }
    }

    @Override
    public Result commit(Event event) {
        Boolean applied = world.network().call(region.place(), world.sinkPlace(), () -> {
            world.effects().apply(event);
            return true;
        });
        if (applied == null) {
            return Result.BROKEN;
        }
        frontier.add(event.producer(), event.sequence());
        unpublished.addAll(world.regions());
        return Result.DONE;
    }

    /** At most every other step. */
    @Override
    public boolean publish() {
        Term under = published;
        if (unpublished.isEmpty() || world.random().nextBoolean()) {
            return false;
        }
        for (SimulatedRegion to : unpublished) {
            Frontier copy = frontier.copy();
            Boolean accepted = to.isWritable()
                    ? world.network().call(region.place(), to.place(), () -> {
                        world.published(to).accept(under, copy);
                        return true;
                    })
                    : null;
            if (accepted != null) {
                unpublished.remove(to);
                return true;
            }
        }
        return true;
    }

    @Override
    public boolean isSettled(@Nullable View newest) {
        return newest != null
                && unpublished.stream().allMatch(missing -> newest.token().sync(missing.id()) == Sync.OUT);
    }

    @Override
    public void unclaim() {
        term = null;
    }

    @Override
    public void forget() {
        term = null;
        unpublished.clear();
    }
}
