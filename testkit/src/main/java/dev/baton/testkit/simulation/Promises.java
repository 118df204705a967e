package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.protocol.SimulatedRegion.Event;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the protocol promises, checked against all that is true in the world, which nobody in it can see. */
final class Promises {

    /** A stretch of a region's log that an episode has compared with the other's, except for what had to be left alone. */
    private record Compared(RegionId region, long from, long to, Frontier refused) {}

    private final World world;
    private final Frontier acknowledged = new Frontier();
    private final Map<Term, RegionId> holders = new HashMap<>();
    private final List<Compared> compared = new ArrayList<>();
    private boolean unchecked; // the token has changed, or an event was acknowledged

    Promises(World world) {
        this.world = world;
    }

    Frontier acknowledged() {
        return acknowledged;
    }

    void acknowledged(long producer, long sequence) {
        acknowledged.add(producer, sequence);
        unchecked = true;
        world.sink().checkOrder(producer, acknowledged);
    }

    void written(Token before, Token next) {
        unchecked = true;
        RegionId holder = holders.computeIfAbsent(next.term(), first -> next.active());
        world.check(holder.equals(next.active()), "I6", "term " + next.term() + " belongs to two regions");
        if (!next.term().equals(before.term())) {
            SimulatedRegion active = world.region(next.active());
            world.check(
                    active.held().covers(acknowledged), "S", active.id() + " takes over and lacks acknowledged events");
        }
        for (RegionId region : next.regions().keySet()) {
            if (next.sync(region) == Sync.IN_SYNC && before.sync(region) != Sync.IN_SYNC) {
                checkDeliveryOrder(world.region(region));
            }
        }
    }

    void written(RegionJournal journal) {
        List<Span> spans = journal.log(SimulatedStore.LOG).spans();
        for (int i = 1; i < spans.size(); i++) {
            world.check(spans.get(i).from() >= spans.get(i - 1).to(), "C", "spans of " + journal.region() + " overlap");
        }
    }

    void compared(SimulatedRegion region, long from, long to, Frontier refused) {
        compared.add(new Compared(region.id(), from, to, refused));
    }

    /** After every step. */
    void check() {
        if (!unchecked) { // nothing else can break I1, as logs only grow
            return;
        }
        unchecked = false;
        Token token = world.store().read();
        for (SimulatedRegion region : world.regions()) {
            world.check(
                    token.sync(region.id()) != Sync.IN_SYNC || region.held().covers(acknowledged),
                    "I1",
                    region.id() + " is IN_SYNC and lacks acknowledged events");
        }
    }

    /** When all has healed. */
    void checkEnd() {
        for (SimulatedRegion region : world.regions()) {
            checkDeliveryOrder(region);
            checkConvergence(region, world.other(region));
        }
    }

    /** Rule C: whoever reads the region's log from the beginning meets every producer's acknowledged events in order. */
    private void checkDeliveryOrder(SimulatedRegion region) {
        DeliveryOrder order = new DeliveryOrder(world.spans(region));
        List<Event> log = region.log();
        Frontier read = new Frontier();
        Map<Long, Long> last = new HashMap<>();
        long position = 0;
        order.seek(0);
        while (position < log.size() || order.passEnd() != Long.MAX_VALUE) {
            if (position >= order.passEnd()) {
                position = order.turn();
                continue;
            }
            Event event = log.get((int) position);
            if (order.isDue(position, event.producer(), event.sequence(), event.copiedIn())
                    && acknowledged.contains(event.producer(), event.sequence())
                    && read.add(event.producer(), event.sequence())) {
                Long before = last.put(event.producer(), event.sequence());
                world.check(
                        before == null || before < event.sequence(),
                        "C",
                        "in " + region.id() + " " + event + " at " + position + " is read after " + before);
            }
            position++;
        }
    }

    /** What only {@code here} has was never acknowledged, and either nobody has compared it yet or it had to be left alone. */
    private void checkConvergence(SimulatedRegion here, SimulatedRegion there) {
        long copiedBefore = world.store().logJournal(there.id()).mark(here.id()).theirs();
        for (int offset = 0; offset < here.log().size(); offset++) {
            Event event = here.log().get(offset);
            if (there.held().contains(event.producer(), event.sequence())) {
                continue;
            }
            String what = event + " at " + offset + " of " + here.id();
            world.check(!acknowledged.contains(event.producer(), event.sequence()), "convergence", what + " is lost");
            world.check(offset >= copiedBefore, "convergence", what + " was not copied");
            for (Compared stretch : compared) {
                world.check(
                        !stretch.region().equals(here.id())
                                || event.copiedIn() != 0
                                || offset < stretch.from()
                                || offset >= stretch.to()
                                || stretch.refused().contains(event.producer(), event.sequence()),
                        "convergence",
                        what + " was not given back");
            }
        }
    }
}
