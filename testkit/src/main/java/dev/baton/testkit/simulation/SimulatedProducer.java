package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.ack.AckRule;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes each event to every region that is not OUT, in order, and retries until it is acknowledged or given up (section 4). */
final class SimulatedProducer extends Actor {

    private static final int MOST_EVENTS = 40;

    private final SplittableRandom random;
    private final ProtectionMode mode;
    private final List<RegionId> names;
    private final NavigableMap<Long, Integer> pending = new TreeMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private TokenReader reader;
    private @Nullable View view;
    private AckRule rule;
    private long id;
    private long nextSequence;
    private int sent;

    SimulatedProducer(World world, String name) {
        super(world, name, world.network().newPlace(name));
        this.random = world.random();
        this.id = world.newProducerId();
        this.mode = random.nextInt(5) == 0 ? ProtectionMode.MAX_PROTECTION : ProtectionMode.MAX_AVAILABILITY;
        this.names = world.regions().stream().map(SimulatedRegion::id).toList();
        this.reader = new TokenReader(this);
        this.rule = new AckRule(names, mode, null);
        world.regions().forEach(region -> connections.add(new Connection(region, place)));
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    /** It has a new id; what the old one had not heard about nobody will. */
    @Override
    void restart() {
        id = world.newProducerId();
        nextSequence = 0;
        pending.clear();
        reader = new TokenReader(this);
        view = null;
        rule = new AckRule(names, mode, null);
        for (int i = 0; i < connections.size(); i++) {
            disconnect(i);
        }
    }

    @Override
    void step() {
        switch (random.nextInt(7)) {
            case 0 -> send();
            case 1 -> acknowledge();
            case 2, 3 -> read();
            default -> deliver(random.nextInt(connections.size()));
        }
        if (random.nextInt(3) == 0) {
            retry();
        }
        if (random.nextInt(200) < world.faults().trouble()) {
            giveUp();
        }
    }

    private void send() {
        if (!world.isInTrouble() || sent == MOST_EVENTS) {
            return;
        }
        long sequence = nextSequence++;
        sent++;
        world.promises().produced(id, sequence);
        note("sends #/#", id, sequence);
        pending.put(sequence, 0);
        for (int i = 0; i < connections.size(); i++) {
            if (rule.isWritten(i)) {
                connections.get(i).send(event(sequence));
            }
        }
    }

    private void deliver(int i) {
        Connection connection = connections.get(i);
        Place there = world.regions().get(i).place();
        if (!world.network().isOpen(place, there)) {
            return;
        }
        boolean answers = world.network().isOpen(there, place);
        if (answers || random.nextInt(8) == 0) {
            connection.execute();
        }
        Event event = connection.answer();
        if (event == null) {
            return;
        }
        if (!answers || chance(world.faults().acksLost())) {
            world.reached(Reached.ACK_LOST);
            connection.sendAgain(event);
        } else {
            pending.computeIfPresent(event.sequence(), (same, acked) -> acked | 1 << i);
        }
    }

    private void acknowledge() {
        View seen = view;
        long now = seen != null && world.has(PlantedBug.ACKNOWLEDGES_BY_A_STALE_VIEW)
                ? seen.validUntilNanos() - 1
                : nanoTime();
        Iterator<Map.Entry<Long, Integer>> each = pending.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, Integer> event = each.next();
            int acked = event.getValue();
            if (rule.isAcknowledged(acked, now)) {
                long sequence = event.getKey();
                each.remove();
                note("acknowledges #/#", id, sequence);
                markHow(rule.isComplete(acked));
                world.promises().acknowledged(id, sequence);
            } else if (rule.isEnough(acked)) {
                world.reached(Reached.VIEW_EXPIRED_DURING_SEND);
            }
        }
    }

    private void markHow(boolean complete) {
        if (!complete) {
            world.reached(Reached.ACKNOWLEDGED_BY_A_VIEW);
        } else if (view == null || !view.isValid(nanoTime())) {
            world.reached(Reached.ACKNOWLEDGED_WITHOUT_A_VIEW);
        }
    }

    /** A send has failed: the event may be in some logs and not in others. */
    private void giveUp() {
        if (random.nextInt(3) != 0) {
            pending.pollFirstEntry();
        } else {
            disconnect(random.nextInt(connections.size()));
        }
    }

    private void read() {
        View read = reader.advance();
        if (read == null) {
            return;
        }
        AckRule before = rule;
        view = read;
        rule = new AckRule(names, mode, read);
        for (int i = 0; i < connections.size(); i++) {
            if (rule.isWritten(i) != before.isWritten(i)) {
                note(
                        "goes by version # and connects to region # anew",
                        read.token().version(),
                        i + 1);
                disconnect(i);
            }
        }
    }

    private void retry() {
        for (int i = 0; i < connections.size(); i++) {
            if (connections.get(i).isIdle()) {
                sendWhatIsOwed(i);
            }
        }
    }

    /** A new client for region {@code i}, if it is written to; what the old one has sent may still be executed. */
    void disconnect(int i) {
        SimulatedRegion region = world.regions().get(i);
        region.leave(connections.get(i));
        connections.set(i, new Connection(region, place));
        sendWhatIsOwed(i);
    }

    /** In order, and before anything newer: also what had skipped the region. */
    private void sendWhatIsOwed(int i) {
        if (rule.isWritten(i)) {
            pending.forEach((sequence, acked) -> {
                if ((acked >> i & 1) == 0) {
                    connections.get(i).send(event(sequence));
                }
            });
        }
    }

    private Event event(long sequence) {
        return new Event(id, sequence, 0);
    }
}
