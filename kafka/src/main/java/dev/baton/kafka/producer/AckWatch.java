package dev.baton.kafka.producer;

import dev.baton.core.RegionId;
import dev.baton.core.ack.AckRule;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Opinion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells how each region serves a producer, by sampling: in each lane it picks the newest event and looks how long each region takes
 * to acknowledge that one. The way of an event does nothing for it. For one thread.
 *
 * <p>A region is DOWN if an event has waited for longer than the limit, UP if what was picked is acknowledged within it, IDLE if
 * nothing is sent, and OUT if the token says so.
 */
final class AckWatch {

    private static final double NANOS_PER_SECOND = 1e9;

    private final List<RegionWriter> writers;
    private final StreamLanes streams;
    private final Supplier<AckRule> rule;
    private final Duration limit;
    private final Map<RegionId, Region> regions = new HashMap<>();

    AckWatch(List<RegionWriter> writers, StreamLanes streams, Supplier<AckRule> rule, Duration limit) {
        this.writers = writers;
        this.streams = streams;
        this.rule = rule;
        this.limit = limit;
        writers.forEach(writer -> regions.put(writer.region(), new Region(writer.index())));
    }

    /** How each region is now. */
    SortedMap<RegionId, Finding> look(long nowNanos) {
        SortedMap<RegionId, Finding> findings = new TreeMap<>();
        for (RegionWriter writer : writers) {
            Region region = regions.computeIfAbsent(writer.region(), id -> new Region(writer.index()));
            boolean isWritten = rule.get().isWritten(writer.index());
            findings.put(writer.region(), isWritten ? region.look(nowNanos) : region.leaveOut());
        }
        return findings;
    }

    /** An event that was picked. */
    private record Pick(InFlight event, long sinceNanos) {}

    private final class Region {

        private final int index;
        private final Map<Lane, Pick> picks = new HashMap<>();
        private Finding last = new Finding("IDLE", "");

        Region(int index) {
            this.index = index;
        }

        Finding leaveOut() {
            picks.clear();
            last = new Finding("OUT", "");
            return last;
        }

        Finding look(long nowNanos) {
            boolean answered = false;
            long longest = 0;
            for (Iterator<Pick> each = picks.values().iterator(); each.hasNext(); ) {
                Pick pick = each.next();
                boolean acked = pick.event.isAckedBy(index);
                answered |= acked;
                longest = Math.max(longest, nowNanos - pick.sinceNanos);
                if (acked || pick.event.isDone()) {
                    each.remove();
                }
            }
            streams.forEachLane(lane -> pick(lane, nowNanos));
            last = judged(answered, longest);
            return last;
        }

        private void pick(Lane lane, long nowNanos) {
            InFlight newest = lane.last();
            if (newest != null && !newest.isDone() && !newest.isAckedBy(index)) {
                picks.putIfAbsent(lane, new Pick(newest, nowNanos));
            }
        }

        private Finding judged(boolean answered, long longestNanos) {
            if (longestNanos >= limit.toNanos()) {
                return new Finding(
                        Opinion.DOWN.name(),
                        String.format(
                                Locale.ROOT,
                                "an event waits or waited %.1f s for its acknowledgement",
                                longestNanos / NANOS_PER_SECOND));
            }
            if (answered) {
                return new Finding(Opinion.UP.name(), "");
            }
            return picks.isEmpty() ? new Finding("IDLE", "") : last;
        }
    }
}
