package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.gate.Gatekeeper;
import dev.baton.spark.EffectStore;
import dev.baton.spark.PlannedBatch;
import dev.baton.spark.source.BatchOffset.Home;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans batches while the region holds the baton, and none while it does not. A batch that this very object has not planned in the
 * term that is open now is run as an empty one, and what was planned for it is read again by the next: one from a checkpoint, and
 * one whose gate has closed in between, are no special cases.
 *
 * <p>Called by the thread of the query, other than {@link #metrics}.
 */
final class EventStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** How long the query's thread waits here for the gate before Spark may look around. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(20);
    /** With {@code Trigger.AvailableNow} nobody comes back later: time to read the token and to register. */
    private static final Duration WAIT_ONCE = Duration.ofSeconds(5);

    private final SourceOptions options;
    private final Rehearsal rehearsal;
    private final Home home;
    private final Region region;
    private final Gatekeeper gate;
    private final Frontiers frontiers;
    private final LongAccumulator duplicates;
    private volatile @Nullable TermPlan plan;
    private @Nullable SortedMap<LogId, Long> available; // with Trigger.AvailableNow: what there was at its start
    private @Nullable BatchOffset passedOver;
    private boolean running;
    private boolean complained;

    private EventStream(SourceOptions options, Region region, Rehearsal rehearsal, LongAccumulator duplicates) {
        this.options = options;
        this.rehearsal = rehearsal;
        this.home = options.home("");
        this.region = region;
        this.gate = region.gate(options.group());
        EffectStore sink = options.sink();
        this.frontiers = new Frontiers(sink == null ? null : sink.frontiers(), region.lookout());
        this.duplicates = duplicates;
    }

    /** A stream that looks at the token from now on. */
    static EventStream open(SourceOptions options, Rehearsal rehearsal, LongAccumulator duplicates) {
        Region region = Region.open(options.config(), options.region());
        EventStream stream = new EventStream(options, region, rehearsal, duplicates);
        stream.gate.start();
        PlannedBatch.addSource();
        return stream;
    }

    @Override
    public Offset initialOffset() {
        return BatchOffset.beginning(home);
    }

    @Override
    public Offset deserializeOffset(String json) {
        return BatchOffset.parse(json);
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimit.maxRows(options.maxEventsPerTrigger());
    }

    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Spark asks with a limit");
    }

    /** Null while there is nothing to plan: then Spark runs no batch. */
    @Override
    @SuppressWarnings("NullAway") // Spark's own word for "no batch"
    public Offset latestOffset(Offset start, ReadLimit limit) {
        running = false; // the query's thread is here, so its last batch is over
        PlannedBatch.clear();
        boolean isOnce = available != null || !(limit instanceof ReadMaxRows);
        long term = isOver() ? 0 : awaitGate(isOnce ? WAIT_ONCE : WAIT);
        if (term == 0) {
            checkEnd();
            dropPlan();
            if (!isOnce) {
                rehearsal.hold(() -> gate.openTerm() != 0 || gate.isStopDue());
            }
            return null;
        }
        try {
            BatchOffset next = next((BatchOffset) start, term, limit).orElse(null);
            complained = false;
            return next;
        } catch (RegionUnavailableException | StoreUnavailableException e) {
            if (isOnce) {
                throw e; // nobody comes back later
            }
            dropPlan(); // it may have taken what no batch has
            complain(e);
            LockSupport.parkNanos(WAIT.toNanos());
            return null;
        }
    }

    /** To Spark it would be the end of what is available. */
    private void checkEnd() {
        TermPlan current = plan;
        if (available != null && !available.isEmpty() && (current == null || !current.hasReached(available))) {
            throw new StoreUnavailableException(
                    "The gate has closed before all was processed that there was when the query began: "
                            + gate.describe() + ". Run it again; it goes on where effects ended");
        }
    }

    /** With {@code Trigger.AvailableNow}: there was nothing to do here when it began. */
    private boolean isOver() {
        return available != null && available.isEmpty();
    }

    private Optional<BatchOffset> next(BatchOffset before, long term, ReadLimit limit) {
        TermPlan current = plan;
        if (current == null || current.term() != term) {
            dropPlan();
            current = TermPlan.open(options, term, region, frontiers, before, until(limit));
            LOG.atInfo()
                    .addKeyValue("event", "gate-open")
                    .addKeyValue("term", term)
                    .addKeyValue("query", home)
                    .log("Processing");
            plan = current;
            rehearsal.omit();
        }
        Optional<BatchOffset> next =
                current.next(before, limit instanceof ReadMaxRows rows ? rows.maxRows() : Long.MAX_VALUE);
        if (current.isOutgrown()) {
            LOG.atInfo()
                    .addKeyValue("event", "partitions-added")
                    .addKeyValue("query", home)
                    .log("The stream has more partitions than before; planning anew");
            dropPlan();
        }
        return next;
    }

    /** Where the query ends, by its trigger; empty for never. */
    private SortedMap<LogId, Long> until(ReadLimit limit) {
        if (available != null) {
            return available;
        }
        return limit instanceof ReadMaxRows ? new TreeMap<>() : region.ends(options.stream()); // Trigger.Once wants all
    }

    private void dropPlan() {
        TermPlan dropped = plan;
        plan = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    /** The term in which the gate is open, 0 if it did not open in that time. */
    private long awaitGate(Duration atMost) {
        long begin = System.nanoTime();
        long term = gate.openTerm();
        while (term == 0
                && System.nanoTime() - begin < atMost.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            reportStopIfDue();
            LockSupport.parkNanos(LOOK.toNanos());
            term = gate.openTerm();
        }
        return term;
    }

    /** No batch runs, and what the last one did is durable. */
    private void reportStopIfDue() {
        if (!gate.isStopDue()) {
            return;
        }
        try {
            gate.reportStopped();
        } catch (StoreUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "stop-not-reported")
                    .addKeyValue("why", e.getMessage())
                    .log("Stopped, but could not say so; the handover takes its full time");
        }
    }

    private void complain(RuntimeException e) {
        if (!complained) {
            complained = true;
            LOG.atWarn()
                    .addKeyValue("event", "not-planned")
                    .addKeyValue("why", e.getMessage())
                    .log("No batch can be planned now; trying again");
        }
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        available = new TreeMap<>();
        if (awaitGate(WAIT_ONCE) != 0) {
            available = region.ends(options.stream());
        } else {
            LOG.atInfo()
                    .addKeyValue("event", "gate-closed")
                    .addKeyValue("gate", gate.describe())
                    .log("This region does not hold the baton; there is nothing to process here now");
        }
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        BatchOffset batch = (BatchOffset) end;
        TermPlan current = plan;
        if (current == null || !current.isLatest(batch) || gate.openTerm() != batch.term()) {
            PlannedBatch.set(options.group(), options.stream(), batch.term(), Collections.emptySortedMap());
            dropPlan();
            passOver(batch);
            return new InputPartition[0];
        }
        PlannedBatch.set(options.group(), options.stream(), batch.term(), batch.applied());
        running = true;
        return current.stretches(batch, region.access(options.stream()));
    }

    /** Spark asks more than once for each batch. */
    private void passOver(BatchOffset batch) {
        if (batch.equals(passedOver)) {
            return;
        }
        passedOver = batch;
        LOG.atInfo()
                .addKeyValue("event", "batch-not-run")
                .addKeyValue("planned-for", batch.home())
                .addKeyValue("planned-in", batch.term())
                .addKeyValue("gate", gate.describe())
                .log(
                        "The batch is of an earlier run or term, and runs as an empty one; what of it has not taken effect is"
                                + " read again by the next");
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new StretchReaders(duplicates);
    }

    @Override
    public void commit(Offset end) {
        running = false;
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumed) {
        TermPlan current = plan;
        Map<String, String> metrics = new TreeMap<>();
        metrics.put("gate", gate.describe());
        metrics.put("term", Long.toString(current == null ? 0 : current.term()));
        metrics.put("lag", Long.toString(current == null ? 0 : current.lag()));
        metrics.put("duplicatesDropped", Long.toString(duplicates.sum()));
        return metrics;
    }

    /** What Spark shows of this source. */
    @Override
    public String toString() {
        return home.toString();
    }

    /** A batch that may still be running somewhere has not stopped: then a monitor waits until views have expired. */
    @Override
    public void stop() {
        try (region;
                frontiers) {
            dropPlan();
            if (running) {
                gate.abandon();
            } else {
                gate.close();
            }
        } catch (StoreUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "stop-not-reported")
                    .addKeyValue("why", e.getMessage())
                    .log("Closed");
        }
    }
}
