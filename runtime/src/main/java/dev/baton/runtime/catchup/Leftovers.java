package dev.baton.runtime.catchup;

import dev.baton.core.LogId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.frontier.Frontier;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes to the source what only the returned region has: events that were never acknowledged, so that the logs converge (rule C).
 *
 * <p>Only where that cannot disturb the order of acknowledged events: if the source has a later event of the producer, which
 * then has given this one up; or if it is the very next, as its producer may still be about to write it. What remains is left to
 * a later catch-up.
 */
final class Leftovers {

    private static final Duration FLUSH = Duration.ofSeconds(10);

    private Leftovers() {}

    /**
     * Copies what can be copied, and tells how many events these were.
     *
     * @param resumed whether what the source holds was read only in part, so that it must be read again
     */
    static long copy(RegionLogs own, RegionLogs source, Collection<LogCopy> copies, boolean resumed) {
        Map<LogId, LogCopy> suspects = new HashMap<>();
        copies.stream()
                .filter(copy -> !copy.copies()
                        .seen()
                        .covers(copy.start().own().holdings().all()))
                .forEach(copy -> suspects.put(copy.start().log(), copy));
        if (suspects.isEmpty()) {
            return 0;
        }
        Map<LogId, Frontier> theirs = theirs(source, suspects, resumed);
        Map<LogId, Map<Long, Long>> newest = new HashMap<>();
        theirs.forEach((log, frontier) -> {
            Map<Long, Long> byProducer = newest.computeIfAbsent(log, any -> new HashMap<>());
            frontier.forEach((producer, from, to) -> byProducer.merge(producer, to - 1, Math::max));
        });
        Map<LogId, IdScan.Range> mine = new HashMap<>();
        SortedMap<LogId, Extent> extents = own.extents(suspects.keySet());
        suspects.forEach((log, copy) -> mine.put(
                log,
                new IdScan.Range(
                        copy.start().checkpoint().from(),
                        ByLog.get(extents, log).end())));
        long[] copied = {0};
        try (LogWriter writer = source.write()) {
            IdScan.visit(own, mine, (log, each) -> {
                if (isLeftover(each, ByLog.get(suspects, log), ByLog.get(theirs, log), ByLog.get(newest, log))) {
                    writer.append(log, each, 0);
                    copied[0]++;
                }
            });
            writer.flush(FLUSH);
        }
        return copied[0];
    }

    private static Map<LogId, Frontier> theirs(RegionLogs source, Map<LogId, LogCopy> suspects, boolean resumed) {
        Map<LogId, Frontier> theirs = new HashMap<>();
        Map<LogId, IdScan.Range> ranges = new HashMap<>();
        SortedMap<LogId, Extent> extents = source.extents(suspects.keySet());
        suspects.forEach((log, copy) -> {
            Checkpoint start = copy.start().checkpoint();
            Extent extent = ByLog.get(extents, log);
            theirs.put(log, copy.copies().seen().copy());
            ranges.put(
                    log,
                    new IdScan.Range(
                            Math.max(extent.start(), resumed ? start.sourceFrom() : start.sourceEnd()), extent.end()));
        });
        IdScan.visit(source, ranges, (log, each) -> {
            if (each.hasId()) {
                ByLog.get(theirs, log).add(each.producer(), each.sequence());
            }
        });
        return theirs;
    }

    private static boolean isLeftover(LogRecord each, LogCopy copy, Frontier theirs, Map<Long, Long> newest) {
        if (!each.hasId()
                || !copy.start().own().holdings().all().contains(each.producer(), each.sequence())
                || theirs.contains(each.producer(), each.sequence())) {
            return false;
        }
        long last = newest.getOrDefault(each.producer(), -1L);
        boolean keepsOrder = each.sequence() <= last + 1;
        if (keepsOrder) {
            theirs.add(each.producer(), each.sequence());
            newest.merge(each.producer(), each.sequence(), Math::max);
        }
        return keepsOrder;
    }
}
