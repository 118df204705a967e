package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
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
    private final Map<Long, Long> produced = new HashMap<>();
    private boolean unchecked; // the token has changed, or an event was acknowledged

    Promises(World world) {
        this.world = world;
    }

    /** {@code producer} is about to send {@code sequence}, its next. */
    void produced(long producer, long sequence) {
        produced.put(producer, sequence);
    }

    boolean isProduced(long producer, long sequence) {
        return sequence <= produced.getOrDefault(producer, -1L);
    }

    /** Somebody was told that this write of the token has not taken effect, and will not. */
    void saidToHaveFailed(Token write) {
        world.check(
                !world.store().hasApplied(write),
                "outcome",
                write.audit().reason(),
                "is said to have failed, and was applied");
    }

    Frontier acknowledged() {
        return acknowledged;
    }

    void acknowledged(long producer, long sequence) {
        acknowledged.add(producer, sequence);
        unchecked = true;
        world.effects().checkOrder(producer, acknowledged);
    }

    void written(Token before, Token next) {
        unchecked = true;
        world.check(
                next.version() == before.version() + 1, "I5", next.version(), "follows version " + before.version());
        mark(before, next);
        RegionId holder = holders.computeIfAbsent(next.term(), first -> next.active());
        world.check(holder.equals(next.active()), "I6", next.term(), "belongs to two regions");
        if (!next.term().equals(before.term())) {
            SimulatedRegion active = world.region(next.active());
            world.check(
                    active.held().covers(acknowledged), "S", active.id(), "takes over and lacks acknowledged events");
        }
        for (RegionId region : next.regions().keySet()) {
            if (next.sync(region) == Sync.IN_SYNC && before.sync(region) != Sync.IN_SYNC) {
                checkDeliveryOrder(world.region(region));
            }
        }
    }

    private void mark(Token before, Token next) {
        RegionId was = before.handoverTo();
        RegionId is = next.handoverTo();
        boolean moved = !next.active().equals(before.active());
        if (is != null && is.equals(next.active()) && !is.equals(was)) {
            world.reached(Reached.HANDOVER_IN_PLACE);
        }
        if (was != null && is != null && !is.equals(was)) {
            world.reached(Reached.HANDOVER_REDIRECTED);
        }
        if (was != null && is == null && !moved && !was.equals(next.active())) {
            world.reached(Reached.HANDOVER_ABORTED);
        }
        if (moved && next.audit().by().startsWith("operator")) {
            world.reached(Reached.OPERATOR_SWITCHED);
        }
        if (next.regions().keySet().stream()
                .anyMatch(x -> next.sync(x) == Sync.IN_SYNC && before.sync(x) != Sync.IN_SYNC)) {
            world.reached(Reached.PROMOTED);
        }
    }

    void written(RegionJournal journal) {
        List<Span> spans = journal.log(SimulatedStore.LOG).spans();
        for (int i = 1; i < spans.size(); i++) {
            world.check(spans.get(i).from() >= spans.get(i - 1).to(), "C", journal.region(), "has spans that overlap");
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
                    region.id(),
                    "is IN_SYNC and lacks acknowledged events");
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
                if (before != null && before >= event.sequence()) {
                    throw world.broken("C", event + " is read after " + before + " in " + region.id());
                }
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
            String where = " at " + offset + " of " + here.id();
            world.check(
                    !acknowledged.contains(event.producer(), event.sequence()),
                    "convergence",
                    event,
                    "is lost" + where);
            world.check(offset >= copiedBefore, "convergence", event, "was not copied" + where);
            for (Compared stretch : compared) {
                world.check(
                        !stretch.region().equals(here.id())
                                || event.copiedIn() != 0
                                || offset < stretch.from()
                                || offset >= stretch.to()
                                || stretch.refused().contains(event.producer(), event.sequence()),
                        "convergence",
                        event,
                        "was not given back" + where);
            }
        }
    }
}
