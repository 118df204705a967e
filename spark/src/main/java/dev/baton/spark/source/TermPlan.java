package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.runtime.log.Extent;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Part;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/**
 * Plans the batches of one term, one after the other. The order in which the logs are read is known before the first, and stays:
 * no catch-up of the region can end while its gate is open (rule C, step 0). For one thread.
 */
final class TermPlan {

    private final Home home;
    private final long term;
    private final SortedMap<LogId, Cursor> cursors;
    private @Nullable BatchOffset latest;
    private long lag;

    /** Where reading is in a log. */
    private static final class Cursor {

        private final List<Span> spans;
        private final DeliveryPositions positions;
        private long next;

        Cursor(List<Span> spans, long start) {
            this.spans = spans;
            this.positions = new DeliveryPositions(spans);
            this.next = positions.at(start);
        }

        long backlog(@Nullable Extent extent) {
            return extent == null ? 0 : Math.max(0, positions.at(extent.end()) - next);
        }

        Part advance(long by) {
            Part part = new Part(positions.resumeAt(next), next, next + by);
            next = part.to();
            return part;
        }
    }

    private TermPlan(Home home, long term, SortedMap<LogId, Cursor> cursors) {
        this.home = home;
        this.term = term;
        this.cursors = cursors;
    }

    /** Claims the logs, and finds where to begin after {@code before}. */
    static TermPlan open(
            SourceOptions options, Home home, long term, Region region, Frontiers frontiers, BatchOffset before) {
        SortedMap<LogId, Extent> extents = region.extents(options.stream());
        boolean hasProgress = frontiers.claim(new TreeSet<>(extents.keySet()), new Term(term));
        RegionJournal journal = region.journal();
        SortedMap<LogId, Cursor> cursors = new TreeMap<>();
        new Beginning(options, home, hasProgress)
                .offsets(before, term, region.logs(), extents)
                .forEach((log, start) ->
                        cursors.put(log, new Cursor(journal.log(log).spans(), start)));
        return new TermPlan(home, term, cursors);
    }

    long term() {
        return term;
    }

    /** How many records had not been planned when that was last looked at. */
    long lag() {
        return lag;
    }

    /**
     * The next batch, of {@code most} records or a little more; empty if there is nothing to read.
     *
     * @param extents what the logs hold
     */
    Optional<BatchOffset> next(SortedMap<LogId, Extent> extents, long most) {
        long backlog = 0;
        for (Map.Entry<LogId, Cursor> each : cursors.entrySet()) {
            backlog += each.getValue().backlog(extents.get(each.getKey()));
        }
        lag = backlog;
        if (backlog == 0) {
            return Optional.empty();
        }
        double share = Math.min(1, most / (double) backlog);
        SortedMap<LogId, Part> parts = new TreeMap<>();
        cursors.forEach((log, cursor) -> {
            long part = (long) Math.ceil(cursor.backlog(extents.get(log)) * share);
            parts.put(log, cursor.advance(part));
            lag -= part;
        });
        BatchOffset batch = new BatchOffset(home, term, parts);
        latest = batch;
        return Optional.of(batch);
    }

    /** True if this is the batch that was planned last. */
    boolean isLatest(BatchOffset batch) {
        return batch.equals(latest);
    }

    /** What the tasks of this batch read. */
    InputPartition[] stretches(BatchOffset batch, RegionAccess access, Frontiers frontiers) {
        frontiers.refresh(new TreeSet<>(batch.parts().keySet()));
        return batch.parts().entrySet().stream()
                .filter(each -> each.getValue().from() < each.getValue().to())
                .map(each -> new Stretch(
                        access,
                        each.getKey(),
                        each.getValue(),
                        Objects.requireNonNull(cursors.get(each.getKey())).spans,
                        frontiers.effective(each.getKey())))
                .toArray(InputPartition[]::new);
    }
}
