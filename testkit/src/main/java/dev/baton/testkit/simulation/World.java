package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.simulation.SimulatedRegion.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two regions, two producers, a consumer in each region, two monitors, two operators, two drivers of catch-up, a token and a sink,
 * driven by one seed. After every step the promises of the protocol are checked.
 *
 * <p>First there is trouble of every kind; then, in every other history, one region fails for ever and a takeover is due
 * ({@link Takeover}); in the end everything is left in peace and must heal.
 */
final class World {

    private static final int MOST_HEALING_STEPS = 20_000;

    private final SplittableRandom random;
    private final PlantedBug bug;
    private final Profile profile;
    private final Trace trace = new Trace();
    private final List<LocalClock> clocks = new ArrayList<>();

    private final Temper troubled;
    private final Network network;
    private final SimulatedStore store;
    private final List<SimulatedRegion> regions;
    private final Place sinkPlace;
    private final boolean fencedSink;
    private final boolean fenced;
    private final Effects effects;
    private final SimulatedSink sink;
    private final List<PublishedFrontiers> published;
    private final Promises promises;
    private final Cast cast;
    private List<Actor> awake;
    private Temper temper;
    private Faults faults;
    private boolean trouble = true;
    private long now;
    private int steps;
    private int names;
    private final Set<Reached> reached = EnumSet.noneOf(Reached.class);

    World(long seed, PlantedBug bug, Profile profile) {
        this.bug = bug;
        this.profile = profile;
        this.random = new SplittableRandom(seed);
        this.temper = Temper.any(random, profile);
        this.troubled = temper;
        this.faults = Faults.any(random, profile);
        this.fenced = profile.isFenced() || !profile.isInAHurry() && random.nextInt(4) == 0;
        this.fencedSink = fenced || random.nextInt(3) != 0;
        this.network = new Network(this);
        RegionId r1 = new RegionId("r1");
        RegionId r2 = new RegionId("r2");
        this.regions = List.of(new SimulatedRegion(this, r1), new SimulatedRegion(this, r2));
        Duration ttl = Duration.ofMillis(random.nextInt(4) == 0 ? 500 : 2000);
        Audit first = new Audit("first", "init", Instant.EPOCH, "first");
        this.store =
                new SimulatedStore(network.newPlace("store"), Token.first("payments", List.of(r1, r2), r1, ttl, first));
        this.sinkPlace = network.newPlace("sink");
        this.effects = new Effects(this, !fencedSink);
        this.sink = new SimulatedSink(this, effects);
        this.published = List.of(new PublishedFrontiers(this), new PublishedFrontiers(this));
        this.promises = new Promises(this);
        this.cast = new Cast(this);
        this.awake = cast.everybody();
    }

    /** Lives through one history; throws at the first promise that is broken. */
    void run() {
        while (steps < troubled.steps()) {
            step();
        }
        trouble = false;
        faults = Faults.NONE;
        awake = cast.everybody();
        if (profile == Profile.TAKEOVER || profile.hasMonitors() && random.nextBoolean()) {
            temper = Temper.WATCH;
            new Takeover(this, cast).require();
        }
        heal();
    }

    private void heal() {
        temper = Temper.PEACE;
        network.heal();
        cast.everybody().forEach(each -> each.sleepUntil(now));
        regions.forEach(region -> region.become(Status.UP));
        int most = steps + MOST_HEALING_STEPS;
        while (!isHealed()) {
            check(steps < most, "liveness", store.read(), "has not healed");
            step();
        }
        promises.checkEnd();
    }

    /** One turn of somebody. */
    void step() {
        long ttl = store.read().ttl().toNanos();
        now += random.nextInt(temper.pause()) == 0
                ? ttl / 100 * random.nextInt(92, 109)
                : random.nextLong(temper.mostStepNanos());
        if (trouble) {
            if (random.nextInt(3) == 0) {
                misfortune();
            }
            if (random.nextInt(temper.naps()) == 0) {
                awake = cast.everybody().stream()
                        .filter(each -> random.nextBoolean())
                        .toList();
            }
        }
        network.step();
        List<Actor> candidates = awake.isEmpty() ? cast.everybody() : awake;
        int i = random.nextInt(candidates.size() + regions.size());
        Actor somebody = i < candidates.size() ? candidates.get(i) : null;
        for (int most = random.nextInt(temper.burst()); most >= 0; most--) {
            steps++;
            if (somebody == null) {
                regions.get(i - candidates.size()).step();
            } else if (!somebody.isAsleep()) {
                act(somebody);
            }
            checkPromises();
        }
    }

    private void act(Actor actor) {
        if (faults.crashes() > 0 && random.nextInt(faults.crashes()) == 0) {
            reached(Reached.PROCESS_KILLED);
            actor.note("is killed");
            actor.restart();
        } else if (faults.pauses() > 0 && random.nextInt(faults.pauses()) == 0) {
            reached(Reached.PROCESS_PAUSED);
            actor.note("stands still");
            actor.sleepUntil(now + random.nextLong(store.read().ttl().toNanos() * random.nextInt(1, 5)));
        } else {
            actor.step();
        }
    }

    private void misfortune() {
        int i = random.nextInt(regions.size());
        SimulatedRegion region = regions.get(i);
        if (!region.isWritable()) {
            if (random.nextInt(temper.outage()) == 0) {
                region.become(Status.UP);
            }
        } else if (random.nextInt(100) < faults.trouble()) {
            breakDown(i, anyFailure());
        }
        network.misfortune();
        if (random.nextInt(100) < faults.clocks()) {
            LocalClock clock = clocks.get(random.nextInt(clocks.size()));
            if (random.nextBoolean()) {
                reached(Reached.CLOCK_RATE_CHANGED);
                clock.changeRate(now);
            } else {
                reached(Reached.WALL_CLOCK_SET);
                clock.stepWall();
            }
        }
    }

    private Status anyFailure() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> Status.FROZEN;
            case 2 -> Status.HALF_DEAD;
            default -> Status.DEAD;
        };
    }

    void breakDown(int i, Status how) {
        regions.get(i).become(how);
        switch (how) {
            case FROZEN -> reached(Reached.REGION_FROZE);
            case HALF_DEAD -> reached(Reached.REGION_HALF_DIED);
            case DEAD -> {
                reached(Reached.REGION_DIED);
                cast.producers().forEach(producer -> producer.disconnect(i));
                cast.consumers().get(i).restart();
            }
            case UP -> {}
        }
    }

    private void checkPromises() {
        promises.check();
        if (!fenced && cast.areTwoGatesOpen()) {
            throw broken("I2", "two gates are open");
        }
    }

    private boolean isHealed() {
        Token token = store.read();
        return token.handoverTo() == null
                && token.regions().values().stream().allMatch(state -> state.sync() == Sync.IN_SYNC)
                && cast.producers().stream().allMatch(SimulatedProducer::isIdle)
                && effects.applied().covers(promises.acknowledged());
    }

    /** Writes the token if it is still the expected one. */
    boolean write(String who, Token expected, Token next) {
        boolean applied = store.compareAndSet(expected, next);
        trace.note(now, who, applied ? "writes the token:" : "is refused to write the token:", describe(next));
        if (applied) {
            promises.written(expected, next);
        }
        return applied;
    }

    private static String describe(Token token) {
        String handover = token.handoverTo() == null ? "" : " -> " + token.handoverTo();
        StringBuilder states = new StringBuilder();
        token.regions()
                .forEach((region, state) ->
                        states.append(' ').append(region).append(' ').append(state.sync()));
        return "version " + token.version() + ", term " + token.term() + ", " + token.active() + handover + "," + states
                + " (" + token.audit().reason() + ")";
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
        boolean stopped = cast.consumers().stream()
                .noneMatch(consumer -> consumer.regionId().equals(token.active()) && consumer.hasEventInHand());
        check(
                stopped || store.read().version() != token.version(),
                "H",
                token.active(),
                "has an event in hand, and everybody there was said to have stopped");
    }

    void check(boolean holds, String promise, Object what, String is) {
        if (!holds) {
            throw broken(promise, what + " " + is);
        }
    }

    BrokenPromise broken(String promise, String what) {
        return new BrokenPromise(promise, what, steps, trace.lines());
    }

    void reached(Reached mark) {
        reached.add(mark);
    }

    /** The marks that this history has reached. */
    Set<Reached> reached() {
        return reached;
    }

    SimulatedRegion region(RegionId id) {
        return regions.get(0).id().equals(id) ? regions.get(0) : regions.get(1);
    }

    SimulatedRegion other(SimulatedRegion region) {
        return regions.get(0) == region ? regions.get(1) : regions.get(0);
    }

    boolean canRead(Actor reader, SimulatedRegion region) {
        return region.isReadable() && network.isOpenBothWays(reader.place(), region.place());
    }

    /** In which order the region's log is read. */
    List<Span> spans(SimulatedRegion region) {
        return has(PlantedBug.READS_SPANS_IN_LOG_ORDER)
                ? List.of()
                : store.logJournal(region.id()).spans();
    }

    /** The same, over the network; null if there is no answer. */
    @Nullable
    List<Span> readSpans(Actor reader, SimulatedRegion region) {
        return network.ask(reader.place(), store.place(), () -> spans(region));
    }

    SinkSession newSession(Actor consumer, SimulatedRegion region) {
        return fencedSink ? new FencedSession(this, consumer.place()) : new DirectSession(this, region);
    }

    LocalClock newClock() {
        LocalClock clock = new LocalClock(random);
        clocks.add(clock);
        return clock;
    }

    String newWriteId() {
        return "write " + names++;
    }

    long newProducerId() {
        return random.nextLong();
    }

    Profile profile() {
        return profile;
    }

    boolean has(PlantedBug planted) {
        return bug == planted;
    }

    /** True if handovers do not wait, as every sink is fenced; two gates may then be open for a while. */
    boolean isFenced() {
        return fenced;
    }

    boolean isInTrouble() {
        return trouble;
    }

    SplittableRandom random() {
        return random;
    }

    Trace trace() {
        return trace;
    }

    Temper temper() {
        return temper;
    }

    Faults faults() {
        return faults;
    }

    Network network() {
        return network;
    }

    SimulatedStore store() {
        return store;
    }

    List<SimulatedRegion> regions() {
        return regions;
    }

    Promises promises() {
        return promises;
    }

    Effects effects() {
        return effects;
    }

    SimulatedSink sink() {
        return sink;
    }

    Place sinkPlace() {
        return sinkPlace;
    }

    PublishedFrontiers published(SimulatedRegion region) {
        return published.get(regions.indexOf(region));
    }

    /** True time in nanoseconds since the world began; nobody in it can see it. */
    long now() {
        return now;
    }
}
