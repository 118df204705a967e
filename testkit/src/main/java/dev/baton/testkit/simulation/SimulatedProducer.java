package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.ack.AckRule;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.core.protocol.SimulatedRegion.Event;
import dev.baton.core.token.View;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes each event to every region that is not OUT, in order, and retries until it is acknowledged or given up (section 4). */
final class SimulatedProducer {

    private static final int MOST_EVENTS = 40;

    private final World world;
    private final Random random;
    private final long id;
    private final ProtectionMode mode;
    private final LocalClock clock;
    private final TokenReader reader;
    private final NavigableMap<Long, Integer> pending = new TreeMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private @Nullable View view;
    private AckRule rule;
    private long nextSequence;

    SimulatedProducer(World world, long id) {
        this.world = world;
        this.random = world.random();
        this.id = id;
        this.mode = random.nextInt(5) == 0 ? ProtectionMode.MAX_PROTECTION : ProtectionMode.MAX_AVAILABILITY;
        this.clock = LocalClock.any(random);
        this.reader = new TokenReader(world, clock);
        this.rule = new AckRule(names(), mode, null);
        world.regions().forEach(region -> connections.add(new Connection(region)));
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

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
        if (random.nextInt(200) < world.temper().trouble()) {
            giveUp();
        }
    }

    private void send() {
        if (world.isInPeace() || nextSequence == MOST_EVENTS) {
            return;
        }
        long sequence = nextSequence++;
        pending.put(sequence, 0);
        for (int i = 0; i < connections.size(); i++) {
            if (rule.isWritten(i)) {
                connections.get(i).send(event(sequence));
            }
        }
    }

    private void deliver(int i) {
        Event event = connections.get(i).execute();
        if (event == null) {
            return;
        }
        if (random.nextInt(10) == 0) {
            connections.get(i).sendAgain(event);
        } else {
            pending.computeIfPresent(event.sequence(), (same, acked) -> acked | 1 << i);
        }
    }

    private void acknowledge() {
        boolean stale = world.has(PlantedBug.ACKNOWLEDGES_BY_A_STALE_VIEW) && view != null;
        long now = stale ? view.validUntilNanos() - 1 : clock.at(world.now());
        pending.entrySet().removeIf(event -> {
            boolean acknowledged = rule.isAcknowledged(event.getValue(), now);
            if (acknowledged) {
                world.promises().acknowledged(id, event.getKey());
            }
            return acknowledged;
        });
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
        rule = new AckRule(names(), mode, read);
        for (int i = 0; i < connections.size(); i++) {
            if (rule.isWritten(i) != before.isWritten(i)) {
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
        connections.set(i, new Connection(region));
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

    private List<RegionId> names() {
        return world.regions().stream().map(SimulatedRegion::id).toList();
    }
}
