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
final class TermPlan implements AutoCloseable {

    private final Home home;
    private final long term;
    private final SortedMap<LogId, Cursor> cursors;
    private final LatestOffsets ends;
    private @Nullable BatchOffset latest;
    private volatile long lag;

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

        long backlog(@Nullable Long end) {
            return end == null ? 0 : Math.max(0, positions.at(end) - next);
        }

        Part advance(long by) {
            Part part = new Part(positions.resumeAt(next), next, next + by);
            next = part.to();
            return part;
        }
    }

    private TermPlan(Home home, long term, SortedMap<LogId, Cursor> cursors, LatestOffsets ends) {
        this.home = home;
        this.term = term;
        this.cursors = cursors;
        this.ends = ends;
    }

    /**
     * Claims the logs, and finds where to begin after {@code before}.
     *
     * @param until the offsets at which to end; empty for never
     */
    static TermPlan open(
            SourceOptions options,
            long term,
            Region region,
            Frontiers frontiers,
            BatchOffset before,
            SortedMap<LogId, Long> until) {
        SortedMap<LogId, Extent> extents = region.extents(options.stream());
        boolean hasProgress = frontiers.claim(new TreeSet<>(extents.keySet()), new Term(term));
        RegionJournal journal = region.journal();
        Home home = options.home();
        SortedMap<LogId, Long> starts =
                new Beginning(options, home, hasProgress).offsets(before, term, region.logs(), extents);
        SortedMap<LogId, Cursor> cursors = new TreeMap<>();
        starts.forEach(
                (log, start) -> cursors.put(log, new Cursor(journal.log(log).spans(), start)));
        return new TermPlan(home, term, cursors, region.latestOffsets(options.stream(), starts, until));
    }

    long term() {
        return term;
    }

    /** How many records had not been planned when that was last looked at. */
    long lag() {
        return lag;
    }

    /** The next batch, of {@code most} records or a little more; empty if there is nothing to read. */
    Optional<BatchOffset> next(long most) {
        SortedMap<LogId, Long> known = ends.look(most);
        long backlog = 0;
        for (Map.Entry<LogId, Cursor> each : cursors.entrySet()) {
            backlog += each.getValue().backlog(known.get(each.getKey()));
        }
        long events = ends.events(backlog);
        long all = events + ends.beyond();
        lag = all;
        if (events == 0 || backlog == 0) {
            return Optional.empty();
        }
        long planned = Math.min(most, events);
        double share = planned / (double) events;
        SortedMap<LogId, Part> parts = new TreeMap<>();
        cursors.forEach((log, cursor) ->
                parts.put(log, cursor.advance((long) Math.ceil(cursor.backlog(known.get(log)) * share))));
        lag = all - planned;
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
        frontiers.refresh(new TreeSet<>(batch.parts().keySet()), new Term(term));
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

    @Override
    public void close() {
        ends.close();
    }
}
