package dev.baton.runtime.verify;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.runtime.catchup.DeliveryReader;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Compares the logs of two or more regions by event id, in delivery order: what some region lacks, what is repeated, what is out
 * of order. Memory grows with the number of producers and of gaps, not with that of events.
 *
 * <p>The logs may be written to meanwhile: what is compared ends where they ended at the beginning, and what one of them lacks
 * there is looked for in what it has got since. Events whose oldest neighbours retention has deleted in some region are passed
 * over, as each region deletes at its own pace. For one thread.
 */
public final class Verify {

    /** Judges events of all times. */
    public static final long ALWAYS = Long.MIN_VALUE;

    static final Duration POLL = Duration.ofMillis(100);

    /**
     * A region to compare.
     *
     * @param logs of the region; not closed here
     * @param journal tells the order in which they are read; taken just before
     */
    public record Region(RegionLogs logs, RegionJournal journal) {}

    /**
     * What is compared.
     *
     * @param streams by name
     * @param sinceMillis events with an older timestamp are not judged; {@link #ALWAYS} to judge all
     * @param margin how far timestamps in a log may be out of order: reading begins that much earlier
     * @param grace how long after the beginning an event may arrive that another region has already
     */
    public record Options(Set<String> streams, long sinceMillis, Duration margin, Duration grace) {

        public Options {
            streams = Set.copyOf(streams);
        }
    }

    /** Is told how far it is, a few times a second at least. */
    public interface Listener {

        /** So many of about so many records have been read. */
        void read(long records, long total);

        /** Everything was read, and so many events are waited for. */
        void waiting(long missing);
    }

    private final List<Region> regions;
    private final Options options;
    private final Listener listener;
    private final LongSupplier nanoTime;

    /** A comparison of these regions, at least two. */
    public Verify(List<Region> regions, Options options, Listener listener, LongSupplier nanoTime) {
        this.regions = List.copyOf(regions);
        this.options = options;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads and compares everything.
     *
     * @throws RegionUnavailableException if a region cannot be read
     * @throws EventsExpiredException if retention deletes what is being read
     * @throws InvalidConfigurationException if the regions do not have the same logs
     */
    public Findings run() {
        List<LogId> logs = logs();
        long start = nanoTime.getAsLong();
        List<Side> sides =
                regions.stream().map(region -> new Side(region, logs, options)).toList();
        SortedMap<LogId, Comparison> comparisons = new TreeMap<>();
        logs.forEach(log -> comparisons.put(log, comparison(log, sides)));
        read(sides);
        awaitMissing(sides, comparisons, start + options.grace().toNanos());
        SortedMap<LogId, Findings.Log> findings = new TreeMap<>();
        comparisons.forEach((log, comparison) -> findings.put(log, comparison.findings()));
        return new Findings(findings);
    }

    private List<LogId> logs() {
        List<LogId> first = logs(regions.get(0));
        for (Region other : regions) {
            if (!logs(other).equals(first)) {
                throw new InvalidConfigurationException(
                        "Streams have other partitions in " + other.logs().region() + " than in "
                                + regions.get(0).logs().region() + "; 'baton config check' shows which");
            }
        }
        return first;
    }

    private List<LogId> logs(Region region) {
        return region.logs().logs().stream()
                .filter(log -> options.streams().contains(log.stream()))
                .toList();
    }

    private static Comparison comparison(LogId log, List<Side> sides) {
        long judgedFrom =
                sides.stream().mapToLong(side -> side.judgedFrom(log)).max().orElse(ALWAYS);
        SortedMap<RegionId, Tally> tallies = new TreeMap<>();
        sides.forEach(side -> tallies.put(side.region(), side.judge(log, judgedFrom)));
        return new Comparison(tallies);
    }

    private void read(List<Side> sides) {
        long total = sides.stream().mapToLong(Side::size).sum();
        Map<Side, DeliveryReader> readers = new LinkedHashMap<>();
        try {
            sides.forEach(side -> readers.put(side, side.read()));
            while (!readers.values().stream().allMatch(DeliveryReader::isDone)) {
                readers.forEach((side, reader) -> reader.poll(POLL).forEach(side::count));
                listener.read(sides.stream().mapToLong(Side::records).sum(), total);
            }
        } finally {
            readers.values().forEach(DeliveryReader::close);
        }
    }

    /** What is missing may be on its way, or has come while others were read. */
    private void awaitMissing(List<Side> sides, SortedMap<LogId, Comparison> comparisons, long deadline) {
        List<Tail> tails = new ArrayList<>();
        try {
            for (Side side : sides) {
                List<LogId> lacking = comparisons.entrySet().stream()
                        .filter(log -> log.getValue().lacks(side.region()))
                        .map(Map.Entry::getKey)
                        .toList();
                if (!lacking.isEmpty()) {
                    tails.add(side.follow(lacking));
                }
            }
            for (long missing = missing(comparisons); missing > 0; missing = missing(comparisons)) {
                if (nanoTime.getAsLong() - deadline > 0 && tails.stream().allMatch(Tail::isRead)) {
                    return;
                }
                listener.waiting(missing);
                tails.forEach(tail -> tail.step(POLL));
            }
        } finally {
            tails.forEach(Tail::close);
        }
    }

    private static long missing(SortedMap<LogId, Comparison> comparisons) {
        return comparisons.values().stream().mapToLong(Comparison::missing).sum();
    }
}
