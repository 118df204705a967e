package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.runtime.log.Extent;
import dev.baton.spark.Applied;
import dev.baton.spark.source.Backlog.Taken;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Known;
import dev.baton.spark.source.BatchOffset.Part;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/**
 * Plans the batches of one term, one after the other. The order in which the logs are read is known before the first, and stays:
 * no catch-up of the region can end while its gate is open (rule C, step 0). For one thread.
 */
final class TermPlan implements AutoCloseable {

    /** After so long without a batch one without events is planned, so that the checkpoint stays ahead of what retention deletes. */
    private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Home home;
    private final long term;
    private final SortedMap<LogId, Cursor> cursors;
    private final Backlog backlog;
    private final Frontiers frontiers;
    private final LongSupplier nanoTime;
    private long planned;
    private boolean isBehind;
    private boolean isOutgrown;
    private @Nullable BatchOffset latest;
    private volatile long lag;

    /** Where planning is in a log. */
    static final class Cursor {

        private final List<Span> spans;
        private final DeliveryPositions positions;
        private final long end;
        private long next;

        /** A log that is read from {@code start} on, and ended at {@code end} when the query first processed in the term. */
        Cursor(List<Span> spans, long start, long end) {
            this.spans = spans;
            this.positions = new DeliveryPositions(spans);
            this.end = end;
            this.next = positions.at(start);
        }

        /** What is planned next, up to {@code position}. */
        private Part advance(long position, Frontier effective) {
            Known known = new Known(end, Applied.of(effective));
            Part part = new Part(positions.resumeAt(next), next, position, known);
            next = position;
            return part;
        }
    }

    TermPlan(
            Home home,
            long term,
            SortedMap<LogId, Cursor> cursors,
            Backlog backlog,
            Frontiers frontiers,
            LongSupplier nanoTime) {
        this.home = home;
        this.term = term;
        this.cursors = cursors;
        this.backlog = backlog;
        this.frontiers = frontiers;
        this.nanoTime = nanoTime;
        this.planned = nanoTime.getAsLong();
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
        Home home = options.home(region.logs().identity(options.stream()));
        frontiers.claim(new TreeSet<>(extents.keySet()), new Term(term));
        RegionJournal journal = region.journal();
        SortedMap<LogId, Cursor> cursors = new TreeMap<>();
        SortedMap<LogId, DeliveryPositions> order = new TreeMap<>();
        SortedMap<LogId, Long> from = new TreeMap<>();
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        new Beginning(options, home, frontiers, started)
                .offsets(before, term, region.logs(), extents)
                .forEach((log, start) -> {
                    long end = Objects.requireNonNull(extents.get(log)).end();
                    Cursor cursor = new Cursor(journal.log(log).spans(), start, before.end(home, term, log, end));
                    cursors.put(log, cursor);
                    order.put(log, cursor.positions);
                    from.put(log, cursor.next);
                });
        Backlog backlog = region.backlog(options.stream(), order, from, until);
        return new TermPlan(home, term, cursors, backlog, frontiers, System::nanoTime);
    }

    long term() {
        return term;
    }

    /** How many records had not been planned when that was last looked at. */
    long lag() {
        return lag;
    }

    /** True once the stream has partitions that this plan does not know. */
    boolean isOutgrown() {
        return isOutgrown;
    }

    /**
     * The batch after {@code before}, of {@code most} records or a little more; empty if there is nothing to read. The first of a query
     * may have no events: from then on it is known where the query began.
     *
     * @throws StoreUnavailableException if the sink does not answer; this plan is of no use any more
     */
    Optional<BatchOffset> next(BatchOffset before, long most) {
        Taken taken = backlog.take(most);
        lag = taken.left();
        isOutgrown |= !cursors.keySet().containsAll(taken.to().keySet());
        cursors.forEach((log, cursor) -> isBehind |= to(taken, log, cursor) > cursor.next);
        long now = nanoTime.getAsLong();
        boolean isDue = taken.events() > 0 || !before.isOf(home) || (isBehind && now - planned > REST_NANOS);
        if (isOutgrown || !isDue) {
            cursors.forEach((log, cursor) -> cursor.next = to(taken, log, cursor));
            return Optional.empty(); // what lies there, marks perhaps, no task needs to read
        }
        frontiers.refresh(new TreeSet<>(cursors.keySet()));
        SortedMap<LogId, Part> parts = new TreeMap<>();
        cursors.forEach(
                (log, cursor) -> parts.put(log, cursor.advance(to(taken, log, cursor), frontiers.effective(log))));
        frontiers.tend(new Term(term)); // after what is known of the sink was noted, as it may not come to know of this
        planned = now;
        isBehind = taken.events() > 0; // it says where this batch begins
        BatchOffset batch = before.next(home, term, parts);
        latest = batch;
        return Optional.of(batch);
    }

    private static long to(Taken taken, LogId log, Cursor cursor) {
        return taken.to().getOrDefault(log, cursor.next);
    }

    /** True if all before these offsets has been planned. */
    boolean hasReached(SortedMap<LogId, Long> ends) {
        return cursors.entrySet().stream().allMatch(each -> {
            Cursor cursor = each.getValue();
            Long end = ends.get(each.getKey());
            return end == null || cursor.next >= cursor.positions.at(end);
        });
    }

    /** True if this is the batch that was planned last. */
    boolean isLatest(BatchOffset batch) {
        return batch.equals(latest);
    }

    /** What the tasks of this batch read. */
    InputPartition[] stretches(BatchOffset batch, RegionAccess access) {
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
        backlog.close();
    }
}
