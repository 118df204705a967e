package dev.baton.cli.chaos;

import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far producers and sink have come: for each producer and log the newest event that was acknowledged, and the newest that took
 * effect. As order is kept, there is no backlog once these meet. (Whether order is kept is for the judge to say.) For one thread.
 */
final class Progress {

    private final Map<Lane, Long> acked = new HashMap<>();
    private final Map<Lane, Long> applied = new HashMap<>();
    private List<Applied> recent = new ArrayList<>();
    private long ackedEvents;
    private long failedEvents;
    private long position;

    private record Lane(String producer, int partition) {}

    /** What is still to be applied at some moment. */
    record Backlog(Map<Lane, Long> newest) {}

    void told(LedgerEntry entry) {
        if (entry.acked()) {
            ackedEvents++;
            acked.merge(
                    new Lane(entry.event().producer(), entry.partition()),
                    entry.event().number(),
                    Math::max);
        } else {
            failedEvents++;
        }
    }

    /** A row; those below the highest position that was told may be told again. */
    void took(long at, Applied row) {
        applied.merge(
                new Lane(row.event().producer(), row.partition()), row.event().number(), Math::max);
        if (at > position) {
            position = at;
            recent.add(row);
        }
    }

    /** The highest position so far. */
    long position() {
        return position;
    }

    long ackedEvents() {
        return ackedEvents;
    }

    long failedEvents() {
        return failedEvents;
    }

    /** All that has been acknowledged so far. */
    Backlog backlog() {
        return new Backlog(Map.copyOf(acked));
    }

    /** True if all of it has taken effect. */
    boolean isDone(Backlog backlog) {
        return backlog.newest().entrySet().stream()
                .allMatch(lane -> applied.getOrDefault(lane.getKey(), -1L) >= lane.getValue());
    }

    /** The rows since this was last called. */
    List<Applied> takeRecent() {
        List<Applied> taken = recent;
        recent = new ArrayList<>();
        return taken;
    }
}
