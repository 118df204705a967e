package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.protocol.SimulatedRegion.Status;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Two regions, two producers, a consumer in each region, two monitors, a token and a fenced sink, driven by one seed: regions die,
 * freeze and return, answers are lost, views expire, clocks run at different rates, monitors demote and hand over for no reason.
 *
 * <p>After every step the promises of the protocol are checked; in the end everything is left in peace and must heal. The copying
 * of rule C is not modelled: a region is rebuilt in one go.
 */
final class World {

    private static final Duration TTL = Duration.ofSeconds(2);
    private static final int MOST_HEALING_STEPS = 5_000;

    private final long seed;
    private final PlantedBug bug;
    private final Random random;
    private final SimulatedStore store;
    private final List<SimulatedRegion> regions;
    private final SimulatedSink sink;
    private final List<SimulatedProducer> producers;
    private final List<SimulatedConsumer> consumers;
    private final Frontier acknowledged = new Frontier();
    private final Map<Term, RegionId> holders = new HashMap<>();
    private final List<Runnable> everybody;
    private List<Runnable> awake;
    private final boolean fenced;
    private Temper temper;
    private long now;
    private int steps;
    private boolean unchecked; // the token has changed, or an event was acknowledged

    World(long seed, PlantedBug bug) {
        this.seed = seed;
        this.bug = bug;
        this.random = new Random(new SplittableRandom(seed).nextLong()); // neighbouring seeds would begin alike
        this.temper = Temper.any(random);
        this.fenced = random.nextInt(4) == 0 || bug == PlantedBug.CATCHES_UP_BEHIND_AN_OPEN_GATE;
        RegionId r1 = new RegionId("r1");
        RegionId r2 = new RegionId("r2");
        this.store = new SimulatedStore(
                Token.first("payments", List.of(r1, r2), r1, TTL, new Audit("first", "init", Instant.EPOCH, "w")));
        this.regions = List.of(new SimulatedRegion(r1), new SimulatedRegion(r2));
        this.sink = new SimulatedSink(this);
        this.producers = List.of(new SimulatedProducer(this, 7), new SimulatedProducer(this, -7));
        this.consumers = regions.stream()
                .map(region -> new SimulatedConsumer(this, region))
                .toList();
        List<SimulatedMonitor> monitors = List.of(new SimulatedMonitor(this), new SimulatedMonitor(this));
        this.everybody = new ArrayList<>();
        producers.forEach(producer -> everybody.add(producer::step));
        consumers.forEach(consumer -> everybody.add(consumer::step));
        monitors.forEach(monitor -> everybody.add(monitor::step));
        this.awake = everybody;
    }

    /** Lives through one history; throws at the first promise that is broken. */
    void run() {
        int troubled = 300 + random.nextInt(900);
        while (steps < troubled) {
            step();
        }
        temper = Temper.PEACE;
        awake = everybody;
        regions.forEach(region -> region.become(Status.UP));
        while (!isHealed()) {
            check(steps < troubled + MOST_HEALING_STEPS, "liveness", "not healed: " + store.read());
            step();
        }
    }

    private void step() {
        boolean longPause = random.nextInt(temper.pause()) == 0;
        now += longPause
                ? TTL.toNanos() / 100 * random.nextInt(92, 109)
                : (long) (random.nextDouble() * temper.mostStepNanos());
        if (random.nextInt(3) == 0) {
            misfortune();
        }
        if (!isInPeace() && random.nextInt(temper.naps()) == 0) {
            awake = everybody.stream().filter(each -> random.nextBoolean()).toList();
        }
        Runnable somebody = any(awake.isEmpty() ? everybody : awake);
        for (int i = random.nextInt(temper.burst()); i >= 0; i--) {
            steps++;
            somebody.run();
            checkPromises();
        }
    }

    private void misfortune() {
        int i = random.nextInt(regions.size());
        SimulatedRegion region = regions.get(i);
        if (!region.isUp()) {
            if (random.nextInt(3) == 0) {
                region.become(Status.UP);
            }
        } else if (random.nextInt(100) < temper.trouble()) {
            breakDown(i);
        }
    }

    private void breakDown(int i) {
        if (random.nextBoolean()) {
            regions.get(i).become(Status.FROZEN);
        } else {
            regions.get(i).become(Status.DEAD);
            producers.forEach(producer -> producer.disconnect(i));
            consumers.get(i).restart();
        }
    }

    private void checkPromises() {
        if (unchecked) { // nothing else can break I1, as logs only grow
            checkLogs(store.read());
            unchecked = false;
        }
        check(fenced || consumers.stream().filter(SimulatedConsumer::isOpen).count() < 2, "I2", "two gates are open");
    }

    private void checkLogs(Token token) {
        for (SimulatedRegion region : regions) {
            check(
                    token.sync(region.id()) != Sync.IN_SYNC || region.held().covers(acknowledged),
                    "I1",
                    region.id() + " is IN_SYNC and lacks acknowledged events");
        }
    }

    private boolean isHealed() {
        Token token = store.read();
        return token.handoverTo() == null
                && token.regions().values().stream().allMatch(state -> state.sync() == Sync.IN_SYNC)
                && producers.stream().allMatch(SimulatedProducer::isIdle)
                && sink.applied().covers(acknowledged);
    }

    /** Writes the token if it is still the expected one. */
    boolean write(Token expected, Token next) {
        boolean applied = store.compareAndSet(expected, next);
        unchecked = true;
        if (applied) {
            RegionId holder = holders.computeIfAbsent(next.term(), first -> next.active());
            check(holder.equals(next.active()), "I6", "term " + next.term() + " belongs to two regions");
        }
        if (applied && !next.term().equals(expected.term())) {
            SimulatedRegion holder = region(next.active());
            check(holder.held().covers(acknowledged), "S", holder.id() + " takes over and lacks acknowledged events");
        }
        return applied;
    }

    /** A handover from {@code token.active()} is about to be completed because everybody there has said that they stopped. */
    void completingEarly(Token token) {
        boolean stopped = consumers.stream()
                .noneMatch(consumer -> consumer.region().id().equals(token.active()) && consumer.hasEventInHand());
        check(
                stopped || store.read().version() != token.version(),
                "H",
                "an event is in hand in " + token.active() + ", and everybody there was said to have stopped");
    }

    void acknowledged(long producer, long sequence) {
        acknowledged.add(producer, sequence);
        unchecked = true;
    }

    void check(boolean holds, String promise, String what) {
        if (!holds) {
            throw new BrokenPromise("seed " + seed + ", step " + steps + ": " + promise + ": " + what);
        }
    }

    private SimulatedRegion region(RegionId id) {
        return regions.get(0).id().equals(id) ? regions.get(0) : regions.get(1);
    }

    SimulatedRegion other(SimulatedRegion region) {
        return regions.get(0) == region ? regions.get(1) : regions.get(0);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Temper temper() {
        return temper;
    }

    boolean isInPeace() {
        return temper.equals(Temper.PEACE);
    }

    /** True if handovers do not wait, as every sink is fenced; two gates may then be open for a while. */
    boolean isFenced() {
        return fenced;
    }

    boolean has(PlantedBug planted) {
        return bug == planted;
    }

    Random random() {
        return random;
    }

    SimulatedStore store() {
        return store;
    }

    SimulatedSink sink() {
        return sink;
    }

    List<SimulatedRegion> regions() {
        return regions;
    }

    int steps() {
        return steps;
    }

    /** True time in nanoseconds since the world began; nobody in it can see it. */
    long now() {
        return now;
    }
}
