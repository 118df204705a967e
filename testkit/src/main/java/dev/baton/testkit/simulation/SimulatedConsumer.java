package dev.baton.core.protocol;

import dev.baton.core.Term;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.gate.Gate;
import dev.baton.core.protocol.SimulatedRegion.Event;
import dev.baton.core.protocol.SimulatedStore.Registration;
import dev.baton.core.sink.Claim;
import dev.baton.core.token.View;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reads its region's log while its gate is open, one event at a time, into the fenced sink (section 5). */
final class SimulatedConsumer {

    private final World world;
    private final Random random;
    private final SimulatedRegion region;
    private final LocalClock clock;
    private TokenReader reader;
    private Gate gate;
    private @Nullable Registration registration;
    private @Nullable Registration untold; // durable, but the gate has not been told
    private boolean stopping; // the gate is closed, but nobody has been told
    private @Nullable Claim claim;
    private Frontier frontier = new Frontier();
    private @Nullable Event inHand;
    private DeliveryOrder order = new DeliveryOrder(List.of());
    private long position;
    private List<Span> early = List.of();

    SimulatedConsumer(World world, SimulatedRegion region) {
        this.world = world;
        this.random = world.random();
        this.region = region;
        this.clock = LocalClock.any(random);
        this.reader = new TokenReader(world, clock);
        this.gate = Gate.closed(region.id());
    }

    SimulatedRegion region() {
        return region;
    }

    boolean isOpen() {
        return gate.openTerm(clock.at(world.now())) != 0;
    }

    boolean hasEventInHand() {
        return inHand != null;
    }

    /** The process is killed and another one starts; its registration stays behind. */
    void restart() {
        reader = new TokenReader(world, clock);
        gate = Gate.closed(region.id());
        registration = null;
        untold = null;
        stopping = false;
        claim = null;
        inHand = null;
    }

    void step() {
        if (!region.isUp()) {
            return;
        }
        if (random.nextInt(3) == 0 || !isOpen() && inHand == null) {
            follow();
            return;
        }
        if (inHand == null) {
            deliver();
        }
        if (inHand != null && random.nextInt(world.temper().work()) == 0) {
            commit(inHand);
        }
    }

    /** One step of the gate: read, register, stop. Never two of them side by side. */
    private void follow() {
        Registration durable = untold;
        boolean careless = world.has(PlantedBug.READS_BESIDE_REGISTERING)
                && region == world.regions().get(0);
        if (stopping) {
            sayStopped();
        } else if (gate.isStopDue() && (inHand == null || world.has(PlantedBug.STOPS_WITH_AN_EVENT_IN_HAND))) {
            gate = gate.stopped();
            stopping = true;
        } else if (careless && random.nextInt(durable == null ? 6 : 2) != 0) {
            read();
        } else if (durable != null) {
            gate = gate.registered(durable.term());
            replaceRegistration(durable);
            untold = null;
        } else if (gate.termToRegister() != 0 && (reader.isIdle() || careless)) {
            register(gate.termToRegister());
        } else {
            read();
        }
    }

    private void register(long term) {
        if (world.has(PlantedBug.OPENS_WITHOUT_REGISTERING)) {
            gate = gate.registered(term);
        } else {
            untold = world.store().register(region.id(), term);
        }
    }

    private void read() {
        View view = reader.advance();
        if (view != null) {
            gate = gate.observed(view);
        }
    }

    private void sayStopped() {
        early = world.spans(region);
        replaceRegistration(null);
        stopping = false;
    }

    private void replaceRegistration(@Nullable Registration next) {
        if (registration != null) {
            world.store().forget(registration);
        }
        registration = next;
    }

    private void deliver() {
        long term = gate.openTerm(clock.at(world.now()));
        if (term == 0 || !claim(new Term(term))) {
            return;
        }
        List<Event> log = region.log();
        while (inHand == null && (position < log.size() || position >= order.passEnd())) {
            if (position >= order.passEnd()) {
                position = order.turn();
                continue;
            }
            Event next = log.get((int) position);
            boolean due = order.isDue(position, next.producer(), next.sequence(), next.copiedIn())
                    && !frontier.contains(next.producer(), next.sequence());
            inHand = due ? next : null;
            position += due ? 0 : 1;
        }
    }

    /** The journal is read when the gate has opened: everything that an episode has left is in it (rule C, step 5). */
    private boolean claim(Term term) {
        if (claim != null && claim.term().equals(term)) {
            return true;
        }
        order = new DeliveryOrder(world.has(PlantedBug.READS_THE_JOURNAL_TOO_EARLY) ? early : world.spans(region));
        position = region.hint();
        order.seek(position);
        return world.sink()
                .claim(SimulatedStore.LOG, term)
                .fold(
                        claimed -> {
                            claim = claimed.claim();
                            frontier = claimed.frontier();
                            return true;
                        },
                        fenced -> false);
    }

    private void commit(Event event) {
        Claim under = claim;
        inHand = null;
        if (under == null) {
            return;
        }
        Frontier after = frontier.copy();
        after.add(event.producer(), event.sequence());
        claim = world.sink()
                .commit(List.of(event), Map.of(under, after))
                .fold(committed -> under.next(), superseded -> null, unknown -> null);
        frontier = after; // only looked at under a claim that stands
        if (claim != null) {
            position++;
            leaveHint();
        }
    }

    private void leaveHint() {
        if (random.nextInt(4) == 0) {
            region.setHint(world.has(PlantedBug.RESUMES_AT_ITS_POSITION) ? position : order.resumeAt(position));
        }
    }
}
