package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.catchup.Span;
import dev.baton.core.gate.Gate;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import dev.baton.testkit.simulation.SimulatedStore.Registration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the token, and gives the events of its region's log one at a time to a sink while its gate is open (section 5). */
final class SimulatedConsumer extends Actor {

    private final SimulatedRegion region;
    private final SinkSession session;
    private final Delivery delivery;
    private TokenReader reader;
    private Gate gate;
    private @Nullable View newest;
    private @Nullable Registration registration; // durable, and the gate knows
    private @Nullable Registration prepared;
    private boolean untold; // prepared is durable, but the gate has not been told
    private final Deque<Registration> obsolete = new ArrayDeque<>(); // to be withdrawn
    private boolean stopping; // the gate is closed, but nobody has been told
    private @Nullable Event inHand;
    private List<Span> early = List.of();

    SimulatedConsumer(World world, SimulatedRegion region) {
        super(world, region.id() + " consumer", region.place());
        this.region = region;
        this.session = world.newSession(this, region);
        this.delivery = new Delivery(world, region);
        this.reader = new TokenReader(this);
        this.gate = Gate.closed(region.id());
    }

    SimulatedRegion region() {
        return region;
    }

    boolean isOpen() {
        return gate.openTerm(nanoTime()) != 0;
    }

    boolean hasEventInHand() {
        return inHand != null;
    }

    /** Its registration stays behind. */
    @Override
    void restart() {
        reader = new TokenReader(this);
        gate = Gate.closed(region.id());
        newest = null;
        registration = null;
        prepared = null;
        untold = false;
        obsolete.clear();
        stopping = false;
        session.forget();
        inHand = null;
    }

    @Override
    void step() {
        if (!region.isReadable()) {
            return;
        }
        if (session.publish()) {
            return;
        }
        boolean open = isOpen();
        if (!open && inHand == null && world.random().nextInt(4) == 0) {
            session.unclaim(); // the thread that delivers has looked while the gate was closed
        }
        if (world.random().nextInt(3) == 0 || !open && inHand == null) {
            follow();
            return;
        }
        if (inHand == null) {
            deliver();
        }
        if (inHand != null && world.random().nextInt(world.temper().work()) == 0) {
            commit(inHand);
        }
    }

    /** One step of the gate: read, register, stop. Never two of them side by side. */
    private void follow() {
        boolean careless = world.has(PlantedBug.READS_BESIDE_REGISTERING)
                && region == world.regions().get(0);
        if (stopping) {
            settle();
        } else if (gate.isStopDue() && (inHand == null || world.has(PlantedBug.STOPS_WITH_AN_EVENT_IN_HAND))) {
            note("stops");
            session.unclaim();
            gate = gate.stopped();
            stopping = true;
        } else if (careless && world.random().nextInt(untold ? 2 : 6) != 0) {
            read();
        } else if (untold) {
            tellGate();
        } else if (gate.termToRegister() != 0 && (reader.isIdle() || careless)) {
            register(gate.termToRegister());
        } else if (!obsolete.isEmpty() && reader.isIdle()) {
            withdraw();
        } else {
            read();
        }
    }

    private void read() {
        View view = reader.advance();
        if (view != null) {
            if (newest == null || newest.token().version() != view.token().version()) {
                note("has read version # of the token", view.token().version());
            }
            newest = view;
            gate = gate.observed(view);
        }
    }

    private void register(long term) {
        if (world.has(PlantedBug.OPENS_WITHOUT_REGISTERING)) {
            gate = gate.registered(term);
            return;
        }
        Registration fresh = prepared;
        if (fresh == null || fresh.term() != term) {
            if (fresh != null) {
                obsolete.add(fresh); // it may be durable
            }
            fresh = world.store().prepare(region.id(), term);
            prepared = fresh;
        }
        Registration sent = fresh;
        untold = world.network().call(place, world.store().place(), () -> {
                    world.store().register(sent);
                    return true;
                })
                != null;
    }

    private void tellGate() {
        Registration durable = prepared;
        if (durable != null) {
            note("has registered for term #", durable.term());
            gate = gate.registered(durable.term());
            makeObsolete();
            registration = durable;
        }
        prepared = null;
        untold = false;
    }

    private void makeObsolete() {
        if (registration != null) {
            obsolete.add(registration);
        }
        registration = null;
    }

    /** Its progress first has to be where the next holder looks for it. */
    private void settle() {
        if (session.isSettled(newest)) {
            early = world.spans(region);
            makeObsolete();
            withdraw();
            stopping = false;
            world.reached(Reached.STOPPED_FOR_A_HANDOVER);
        }
    }

    private void withdraw() {
        Registration first = obsolete.peek();
        if (first == null) {
            return;
        }
        Boolean withdrawn = world.network().call(place, world.store().place(), () -> {
            world.store().forget(first);
            return true;
        });
        if (withdrawn != null) {
            note("has withdrawn a registration of term #", first.term());
            obsolete.remove();
        }
    }

    /** The journal is read when the gate has opened: everything that an episode has left is in it (rule C, step 5). */
    private void deliver() {
        long term = gate.openTerm(nanoTime());
        if (term == 0) {
            return;
        }
        if (!session.isOf(term)) {
            List<Span> spans =
                    world.has(PlantedBug.READS_THE_JOURNAL_TOO_EARLY) ? early : world.readSpans(this, region);
            if (spans == null || !session.claim(new Term(term))) {
                return;
            }
            delivery.begin(spans);
            note("has claimed the log in term #", term);
        }
        inHand = delivery.next(session.frontier());
        if (inHand != null) {
            session.takes(inHand);
        }
    }

    private void commit(Event event) {
        inHand = null;
        if (!session.isClaimed()) {
            return;
        }
        note("commits #/#", event.producer(), event.sequence());
        switch (session.commit(event)) {
            case DONE -> {
                delivery.done();
                if (world.random().nextInt(4) == 0) {
                    delivery.leaveHint();
                }
            }
            case CLAIM_AGAIN -> note("does not know, or was refused");
            case BROKEN -> restart();
        }
    }

    RegionId regionId() {
        return region.id();
    }
}
