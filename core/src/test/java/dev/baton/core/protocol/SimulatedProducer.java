package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.ack.AckRule;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.core.token.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes each event to every region that is not OUT, in order, and retries until it is acknowledged (section 4). */
final class SimulatedProducer {

    private static final int MOST_EVENTS = 40;

    private final World world;
    private final Random random;
    private final long id;
    private final ProtectionMode mode;
    private final LocalClock clock;
    private final TokenReader reader;
    private final SortedMap<Long, Integer> pending = new TreeMap<>();
    private final List<Deque<Long>> onTheWay = new ArrayList<>();
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
        world.regions().forEach(region -> onTheWay.add(new ArrayDeque<>()));
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    void step() {
        switch (random.nextInt(7)) {
            case 0 -> send();
            case 1 -> acknowledge();
            case 2, 3 -> read();
            default -> deliver(random.nextInt(onTheWay.size()));
        }
        if (random.nextInt(3) == 0) {
            retry();
        }
    }

    private void send() {
        if (world.isInPeace() || nextSequence == MOST_EVENTS) {
            return;
        }
        long sequence = nextSequence++;
        pending.put(sequence, 0);
        for (int i = 0; i < onTheWay.size(); i++) {
            if (rule.isWritten(i)) {
                onTheWay.get(i).add(sequence);
            }
        }
    }

    private void deliver(int i) {
        SimulatedRegion region = world.regions().get(i);
        Long sequence = region.isUp() ? onTheWay.get(i).poll() : null;
        if (sequence == null) {
            return;
        }
        region.append(id, sequence);
        if (random.nextInt(10) == 0) {
            onTheWay.get(i).addFirst(sequence); // the answer was lost: it is written again
        } else {
            pending.computeIfPresent(sequence, (same, acked) -> acked | 1 << i);
        }
    }

    private void acknowledge() {
        boolean stale = world.has(PlantedBug.ACKNOWLEDGES_BY_A_STALE_VIEW) && view != null;
        long now = stale ? view.validUntilNanos() - 1 : clock.at(world.now());
        pending.entrySet().removeIf(event -> {
            boolean acknowledged = rule.isAcknowledged(event.getValue(), now);
            if (acknowledged) {
                world.acknowledged(id, event.getKey());
            }
            return acknowledged;
        });
    }

    private void read() {
        View read = reader.advance();
        if (read == null) {
            return;
        }
        AckRule before = rule;
        view = read;
        rule = new AckRule(names(), mode, read);
        for (int i = 0; i < onTheWay.size(); i++) {
            if (rule.isWritten(i) && !before.isWritten(i)) {
                onTheWay.get(i).addAll(owed(i)); // what had skipped the region goes first
            }
        }
    }

    private void retry() {
        for (int i = 0; i < onTheWay.size(); i++) {
            if (rule.isWritten(i) && onTheWay.get(i).isEmpty()) {
                onTheWay.get(i).addAll(owed(i));
            }
        }
    }

    /** The connections to region {@code i} are gone, and what was on its way with them; what is owed is sent again, in order. */
    void disconnect(int i) {
        onTheWay.get(i).clear();
        retry();
    }

    private List<Long> owed(int i) {
        return pending.entrySet().stream()
                .filter(event -> (event.getValue() >> i & 1) == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<RegionId> names() {
        return world.regions().stream().map(SimulatedRegion::id).toList();
    }
}
