package dev.baton.testkit.quorum;

import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Request;
import dev.baton.core.quorum.Witnesses;
import dev.baton.testkit.quorum.RegisterSimulation.Mark;
import java.util.List;

/** An operator who repairs an emptied store, and tries again until it holds what was chosen. */
final class SimulatedRepair {

    /** Above any promise that only the emptied store may have given. */
    private static final int LEAP = 100;

    private final RegisterSimulation world;
    private final int victim;
    private long counter;
    private boolean done;

    SimulatedRepair(RegisterSimulation world, int victim) {
        this.world = world;
        this.victim = victim;
    }

    void begin() {
        Proposal<String> proposal = Proposal.mending(victim, this::ballot, Witnesses.NONE);
        go(proposal, proposal.start());
        world.at(world.now() + 300, () -> {
            if (!done) {
                begin();
            }
        });
    }

    private Ballot ballot(Ballot above) {
        counter = Math.max(counter, above.counter() + LEAP) + 1;
        return new Ballot(counter, "repair");
    }

    private void go(Proposal<String> proposal, List<Request<String>> requests) {
        requests.forEach(request -> world.send(request, true, answer -> go(proposal, proposal.on(request, answer))));
        if (proposal.isAcceptedBy(victim) && !done) {
            done = true;
            world.acceptors.get(victim).identify();
            world.mark(Mark.EMPTIED_AND_REPAIRED);
        }
    }
}
