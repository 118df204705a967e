package dev.baton.core.protocol;

import dev.baton.core.Decoded;
import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import dev.baton.core.protocol.SimulatedRegion.Event;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.TransactionalSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fenced sink of one log, in memory; it notes what took effect, and in which order (rule F). */
final class SimulatedSink implements TransactionalSink<Event> {

    private final World world;
    private final Map<Long, List<Long>> order = new HashMap<>();
    private final Frontier applied = new Frontier();
    private byte[] frontier = FrontierCodec.encode(new Frontier());
    private Term term = new Term(1);
    private long version;

    SimulatedSink(World world) {
        this.world = world;
    }

    /** What has taken effect, as seen by somebody who only looks at the effects. */
    Frontier applied() {
        return applied;
    }

    @Override
    public ClaimOutcome claim(LogId log, Term claimed) {
        if (claimed.compareTo(term) < 0) {
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
            return new CommitOutcome.Superseded("term " + term + ", version " + version);
        }
        if (world.random().nextInt(40) == 0) {
            return new CommitOutcome.Unknown("the request was lost");
        }
        version++;
        frontier = FrontierCodec.encode(frontiers.get(claim));
        events.forEach(this::apply);
        return world.random().nextInt(40) == 0
                ? new CommitOutcome.Unknown("the answer was lost")
                : new CommitOutcome.Committed();
    }

    private void apply(Event event) {
        world.check(applied.add(event.producer(), event.sequence()), "I3", event + " has taken effect twice");
        order.computeIfAbsent(event.producer(), first -> new ArrayList<>()).add(event.sequence());
        checkOrder(event.producer(), world.promises().acknowledged());
    }

    /** The acknowledged events of a producer have taken effect in order. */
    void checkOrder(long producer, Frontier acknowledged) {
        long last = -1;
        for (long sequence : order.getOrDefault(producer, List.of())) {
            if (acknowledged.contains(producer, sequence)) {
                String what = producer + "/" + sequence + " has taken effect after " + last;
                world.check(sequence > last, "order", what);
                last = sequence;
            }
        }
    }

    @Override
    public Frontier peek(LogId log) {
        Decoded<Frontier> decoded = FrontierCodec.decode(frontier);
        return decoded.orElseThrow(IllegalStateException::new);
    }

    @Override
    public void close() {}
}
