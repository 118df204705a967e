package dev.baton.runtime.verify;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.catchup.DeliveryReader;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** One region's part in a comparison: which stretch of each log is compared, and from what time on it can be judged. */
final class Side {

    /** Of a log that retention has emptied. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Verify.Region region;
    private final SortedMap<LogId, Extent> stretches = new TreeMap<>();
    private final SortedMap<LogId, Long> judgedFrom = new TreeMap<>();
    private final SortedMap<LogId, Tally> tallies = new TreeMap<>();

    /** The logs end where they end now. */
    Side(Verify.Region region, Collection<LogId> compared, Verify.Options options) {
        this.region = region;
        long marginMillis = options.margin().toMillis();
        Map<LogId, Long> hints = options.sinceMillis() == Verify.ALWAYS
                ? Map.of()
                : logs().offsetsAt(compared, options.sinceMillis() - marginMillis);
        SortedMap<LogId, Long> cut = new TreeMap<>();
        logs().extents(compared).forEach((log, extent) -> {
            long start = Math.min(extent.end(), Math.max(extent.start(), hints.getOrDefault(log, 0L)));
            boolean isCut = extent.start() > 0 && start == extent.start();
            stretches.put(log, new Extent(start, extent.end()));
            judgedFrom.put(log, isCut && start == extent.end() ? NEVER : options.sinceMillis());
            if (isCut && start < extent.end()) {
                cut.put(log, start);
            }
        });
        if (!cut.isEmpty()) {
            oldest(cut).forEach((log, millis) -> judgedFrom.merge(log, millis + marginMillis, Math::max));
        }
    }

    /** When the oldest records that retention has left of these logs were written; nothing can be told about older ones. */
    private SortedMap<LogId, Long> oldest(SortedMap<LogId, Long> starts) {
        SortedMap<LogId, Long> oldest = new TreeMap<>();
        try (LogReader reader = logs().read(starts)) {
            while (!starts.isEmpty()) {
                reader.poll(Verify.POLL)
                        .forEach(
                                (log, records) -> oldest.put(log, records.get(0).timestamp()));
                List<LogId> found = starts.keySet().stream()
                        .filter(log -> oldest.containsKey(log)
                                || reader.position(log) >= stretch(log).end())
                        .toList();
                found.forEach(reader::finish);
                starts.keySet().removeAll(found);
            }
        }
        return oldest;
    }

    RegionId region() {
        return logs().region();
    }

    /** What will be counted of this log; events older than this are known, but not judged. */
    Tally judge(LogId log, long sinceMillis) {
        Tally tally = new Tally(sinceMillis);
        tallies.put(log, tally);
        return tally;
    }

    /** Reads what is compared, in delivery order. */
    DeliveryReader read() {
        SortedMap<LogId, DeliveryReader.Stretch> ordered = new TreeMap<>();
        stretches.forEach((log, stretch) -> ordered.put(
                log,
                new DeliveryReader.Stretch(
                        stretch.start(),
                        stretch.end(),
                        region.journal().log(log).spans())));
        return new DeliveryReader(logs(), ordered);
    }

    /** Counts these, which are the next of the log. */
    void count(LogId log, List<LogRecord> records) {
        records.forEach(tally(log)::count);
    }

    /** Looks at what has come to these logs since. */
    Tail follow(Collection<LogId> lacking) {
        SortedMap<LogId, Long> from = new TreeMap<>();
        lacking.forEach(log -> from.put(log, stretch(log).end()));
        return new Tail(logs(), from, (log, record) -> tally(log).arrived(record));
    }

    private RegionLogs logs() {
        return region.logs();
    }

    private Tally tally(LogId log) {
        return Objects.requireNonNull(tallies.get(log), () -> log + " is not counted");
    }

    private Extent stretch(LogId log) {
        return Objects.requireNonNull(stretches.get(log), () -> log + " is not compared");
    }

    /** Events with an older timestamp are not judged. */
    long judgedFrom(LogId log) {
        return Objects.requireNonNull(judgedFrom.get(log), () -> log + " is not compared");
    }

    /** How many records have been counted. */
    long records() {
        return tallies.values().stream().mapToLong(Tally::read).sum();
    }

    /** About how many records there are to count. */
    long size() {
        return stretches.values().stream()
                .mapToLong(stretch -> stretch.end() - stretch.start())
                .sum();
    }
}
