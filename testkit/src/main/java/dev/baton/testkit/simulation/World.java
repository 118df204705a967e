package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.protocol.SimulatedRegion.Status;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Two regions, two producers, a consumer in each region, two monitors, a token and a fenced sink, driven by one seed: regions die,
 * freeze and return, answers are lost, views expire, clocks run at different rates, monitors demote and hand over for no reason.
 *
 * <p>After every step the promises of the protocol are checked; in the end everything is left in peace and must heal.
 */
final class World {

    private static final Duration TTL = Duration.ofSeconds(2);
    private static final int MOST_HEALING_STEPS = 20_000;

    private final long seed;
    private final PlantedBug bug;
    private final Random random;
    private final SimulatedStore store;
    private final List<SimulatedRegion> regions;
    private final SimulatedSink sink;
    private final List<SimulatedProducer> producers;
    private final List<SimulatedConsumer> consumers;
    private final List<SimulatedCatchUp> catchUps;
    private final Promises promises;
    private final List<Runnable> everybody;
    private List<Runnable> awake;
    private final boolean fenced;
    private Temper temper;
    private long now;
    private int steps;

    World(long seed, PlantedBug bug) {
        this.seed = seed;
        this.bug = bug;
        this.random = new Random(new SplittableRandom(seed).nextLong()); // neighbouring seeds would begin alike
        this.temper = Temper.any(random);
        this.fenced = random.nextInt(4) == 0;
        RegionId r1 = new RegionId("r1");
        RegionId r2 = new RegionId("r2");
        this.store = new SimulatedStore(
                Token.first("payments", List.of(r1, r2), r1, TTL, new Audit("first", "init", Instant.EPOCH, "w")));
        this.regions = List.of(new SimulatedRegion(r1, random), new SimulatedRegion(r2, random));
        this.sink = new SimulatedSink(this);
        this.promises = new Promises(this);
        this.producers = List.of(new SimulatedProducer(this, 7), new SimulatedProducer(this, -7));
        this.consumers = regions.stream()
                .map(region -> new SimulatedConsumer(this, region))
                .toList();
        List<SimulatedMonitor> monitors = List.of(new SimulatedMonitor(this), new SimulatedMonitor(this));
        this.catchUps = List.of(new SimulatedCatchUp(this), new SimulatedCatchUp(this));
        this.everybody = new ArrayList<>();
        producers.forEach(producer -> everybody.add(producer::step));
        consumers.forEach(consumer -> everybody.add(consumer::step));
        monitors.forEach(monitor -> everybody.add(monitor::step));
        for (int i = temper.catchUps(); i > 0; i--) {
            catchUps.forEach(catchUp -> everybody.add(catchUp::step));
        }
        regions.forEach(region -> everybody.add(region::step));
        this.awake = everybody;
    }

    /** Lives through one history; throws at the first promise that is broken. */
    void run() {
        int troubled = temper.steps();
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
        promises.checkEnd();
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
            if (random.nextInt(temper.outage()) == 0) {
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
        promises.check();
        check(fenced || consumers.stream().filter(SimulatedConsumer::isOpen).count() < 2, "I2", "two gates are open");
    }

    private boolean isHealed() {
        Token token = store.read();
        return token.handoverTo() == null
                && token.regions().values().stream().allMatch(state -> state.sync() == Sync.IN_SYNC)
                && producers.stream().allMatch(SimulatedProducer::isIdle)
                && sink.applied().covers(promises.acknowledged());
    }

    /** Writes the token if it is still the expected one. */
    boolean write(Token expected, Token next) {
        boolean applied = store.compareAndSet(expected, next);
        if (applied) {
            promises.written(expected, next);
        }
        return applied;
    }

    /** Writes a region's journal if it is still of this version. */
    boolean write(long expectedVersion, RegionJournal next) {
        boolean applied = store.compareAndSet(expectedVersion, next);
        if (applied) {
            promises.written(next);
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

    void check(boolean holds, String promise, String what) {
        if (!holds) {
            throw new BrokenPromise("seed " + seed + ", step " + steps + ": " + promise + ": " + what);
        }
    }

    SimulatedRegion region(RegionId id) {
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

    /** In which order the region's log is read. */
    List<Span> spans(SimulatedRegion region) {
        return has(PlantedBug.READS_SPANS_IN_LOG_ORDER)
                ? List.of()
                : store.logJournal(region.id()).spans();
    }

    Promises promises() {
        return promises;
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
