package dev.baton.cli.chaos;

import dev.baton.cli.chaos.Fault.Kind;
import dev.baton.cli.chaos.Round.Failback;
import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong and when: a pure function of seed and round, so that a run can be repeated. (What the product does meanwhile is
 * not repeated to the millisecond: these are real processes.) Immutable.
 *
 * @param seed of all rounds
 * @param regions two of them
 * @param outages true for one region's loss after the other, and nothing else
 */
record Schedule(long seed, List<RegionId> regions, boolean outages) {

    private static final double SECOND_FAULT = 0.4;
    private static final int MAX_START_MILLIS = 1_500;
    private static final int MIN_OUTAGE_MILLIS = 6_000;
    private static final int MAX_OUTAGE_MILLIS = 20_000;

    /** How likely each is, in turn: losses of a region are what this is about. */
    private static final List<Kind> FIRST = List.of(
            Kind.KILL,
            Kind.KILL,
            Kind.FREEZE,
            Kind.FREEZE,
            Kind.ISOLATE,
            Kind.ISOLATE,
            Kind.KILL_TWICE,
            Kind.SLOW,
            Kind.STALL,
            Kind.HANG,
            Kind.CUT_STORE,
            Kind.KILL_MONITORS,
            Kind.SWITCHOVER);

    /** What may come on top of it. */
    private static final List<Kind> SECOND =
            List.of(Kind.SLOW, Kind.STALL, Kind.HANG, Kind.CUT_STORE, Kind.KILL_MONITORS, Kind.SWITCHOVER);

    private static final List<Kind> OUTAGES = List.of(Kind.KILL, Kind.FREEZE, Kind.ISOLATE);

    Schedule {
        regions = List.copyOf(regions);
    }

    /** The round of that number, counted from 1. */
    Round round(int number) {
        // Seeds and numbers next to each other must not give rounds that are alike.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
        random = random.split();
        return outages ? outage(number, random) : chaos(number, random);
    }

    private Round chaos(int number, SplittableRandom random) {
        List<Fault> faults = new ArrayList<>();
        Kind first = pick(FIRST, random);
        faults.add(fault(first, pick(regions, random), random.nextInt(MAX_START_MILLIS), random));
        if (random.nextDouble() < SECOND_FAULT) {
            Kind second = pick(SECOND, random);
            long from = faults.get(0).at().toMillis();
            long until = Math.max(faults.get(0).end().toMillis(), from + MAX_START_MILLIS);
            if (second != first) {
                faults.add(fault(
                        second, other(faults.get(0).region(), second, random), random.nextLong(from, until), random));
            }
        }
        return new Round(number, faults, Failback.NEVER);
    }

    /**
     * The region of a second fault. A switchover goes to whichever; but whose links or processors the first fault has in hand, the
     * second one leaves alone.
     */
    private RegionId other(@Nullable RegionId first, Kind second, SplittableRandom random) {
        RegionId any = pick(regions, random);
        boolean mustDiffer = second != Kind.SWITCHOVER && any.equals(first);
        return mustDiffer ? regions.get(1 - regions.indexOf(any)) : any;
    }

    private static Fault fault(Kind kind, RegionId region, long atMillis, SplittableRandom random) {
        int length =
                switch (kind) {
                    case KILL, FREEZE, ISOLATE, KILL_TWICE -> random.nextInt(500, 12_000);
                    case SLOW -> random.nextInt(2_000, 10_000);
                    case STALL -> random.nextInt(1_000, 25_000);
                    case HANG -> random.nextInt(300, 8_000);
                    case CUT_STORE -> random.nextInt(500, 10_000);
                    case KILL_MONITORS -> random.nextInt(0, 6_000);
                    case SWITCHOVER -> 0;
                };
        boolean isOfAll = kind == Kind.CUT_STORE || kind == Kind.KILL_MONITORS;
        return new Fault(kind, isOfAll ? null : region, Duration.ofMillis(atMillis), Duration.ofMillis(length));
    }

    /** Odd rounds lose the first region, even ones the second; after half of the failovers the baton is brought back. */
    private Round outage(int number, SplittableRandom random) {
        RegionId lost = regions.get((number - 1) % regions.size());
        int length = random.nextInt(MIN_OUTAGE_MILLIS, MAX_OUTAGE_MILLIS);
        Fault fault = new Fault(
                pick(OUTAGES, random),
                lost,
                Duration.ofMillis(random.nextInt(MAX_START_MILLIS)),
                Duration.ofMillis(length));
        return new Round(number, List.of(fault), random.nextBoolean() ? Failback.ALWAYS : Failback.UNLESS_FAILED_OVER);
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
