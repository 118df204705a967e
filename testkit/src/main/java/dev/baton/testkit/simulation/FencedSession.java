package dev.baton.testkit.simulation;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The frontier lives with the effects; whatever goes wrong, the next claim tells what took effect. */
final class FencedSession implements SinkSession {

    private final World world;
    private final Place place;
    private @Nullable Claim claim;
    private Frontier frontier = new Frontier();
    private @Nullable Frontier early; // only by planted bugs: taken for the one of the claim
    private Frontier seen = new Frontier(); // likewise

    FencedSession(World world, Place place) {
        this.world = world;
        this.place = place;
    }

    @Override
    public boolean isOf(long term) {
        return claim != null && claim.term().value() == term;
    }

    @Override
    public boolean isClaimed() {
        return claim != null;
    }

    @Override
    public boolean claim(Term term) {
        if (world.has(PlantedBug.READS_THE_FRONTIER_BEFORE_THE_FENCE) && early == null) {
            early = world.sink().peek(SimulatedStore.LOG);
            return false;
        }
        var outcome = world.network()
                .call(place, world.sinkPlace(), () -> world.sink().claim(SimulatedStore.LOG, term));
        if (outcome == null) {
            return false;
        }
        return outcome.fold(
                claimed -> {
                    claim = claimed.claim();
                    frontier = early == null ? claimed.frontier() : early;
                    early = null;
                    return true;
                },
                fenced -> false);
    }

    @Override
    public Frontier frontier() {
        if (world.has(PlantedBug.SEES_BEFORE_IT_IS_DURABLE)) {
            Frontier both = frontier.copy();
            both.addAll(seen);
            return both;
        }
        return frontier;
    }

    @Override
    public void takes(Event event) {
        if (world.has(PlantedBug.SEES_BEFORE_IT_IS_DURABLE)) {
            seen.add(event.producer(), event.sequence());
        }
    }

    @Override
    public Result commit(Event event) {
        Claim under = claim;
        if (under == null) {
            return Result.CLAIM_AGAIN;
        }
        Frontier before = frontier;
        Frontier after = frontier.copy();
        after.add(event.producer(), event.sequence());
        CommitOutcome outcome = world.network()
                .call(place, world.sinkPlace(), () -> world.sink().commit(List.of(event), Map.of(under, after)));
        if (outcome == null || world.random().nextInt(1000) < world.faults().commits()) {
            world.reached(Reached.COMMIT_UNKNOWN);
            claim = null;
            early = world.has(PlantedBug.TAKES_AN_UNKNOWN_COMMIT_FOR_FAILED) ? before : null;
            return Result.CLAIM_AGAIN;
        }
        claim = outcome.fold(committed -> under.next(), superseded -> null, unknown -> null);
        frontier = after; // only looked at under a claim that stands
        return claim == null ? Result.CLAIM_AGAIN : Result.DONE;
    }

    @Override
    public boolean publish() {
        return false;
    }

    @Override
    public boolean isSettled(@Nullable View newest) {
        return true;
    }

    @Override
    public void unclaim() {
        claim = null;
    }

    @Override
    public void forget() {
        claim = null;
        early = null;
        seen = new Frontier();
    }
}
