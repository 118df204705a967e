package dev.baton.testkit.simulation;

import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.List;
import java.util.Map;

/** A fenced sink of one log, in memory (rule F). The network is in front of it. */
final class SimulatedSink implements TransactionalSink<Event> {

    private final World world;
    private final Effects effects;
    private Frontier frontier = new Frontier();
    private Term term = new Term(1);
    private long version;

    SimulatedSink(World world, Effects effects) {
        this.world = world;
        this.effects = effects;
    }

    @Override
    public ClaimOutcome claim(LogId log, Term claimed) {
        if (claimed.compareTo(term) < 0) {
            world.reached(Reached.CLAIM_FENCED);
            return new ClaimOutcome.Fenced(term);
        }
        term = claimed;
        version++;
        return new ClaimOutcome.Claimed(new Claim(log, term, version), peek(log));
    }

    @Override
    public CommitOutcome commit(List<Event> events, Map<Claim, Frontier> frontiers) {
        Claim claim = frontiers.keySet().iterator().next();
        boolean stands = claim.term().equals(term) && claim.version() == version;
        if (!stands && !world.has(PlantedBug.DOES_NOT_FENCE)) {
            if (claim.term().compareTo(term) < 0) {
                world.reached(Reached.ZOMBIE_COMMIT_REFUSED);
            }
            return new CommitOutcome.Superseded("term " + term + ", version " + version);
        }
        version++;
        Frontier next = frontiers.getOrDefault(claim, frontier);
        events.forEach(effects::apply);
        world.check(next.covers(frontier) || !stands, "I5", "the frontier", "has lost something");
        frontier = next.copy();
        return new CommitOutcome.Committed();
    }

    @Override
    public Frontier peek(LogId log) {
        return frontier.copy();
    }

    @Override
    public void close() {}
}
