package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryPositions.Leg;
import dev.baton.core.frontier.Frontier;
import dev.baton.runtime.log.EventContent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stretch of a log in delivery order (rule C) and gives each event that has not taken effect once (rule D). For one thread;
 * holds what one poll gives.
 */
final class StretchReader implements PartitionReader<InternalRow> {

    private static final Duration POLL = Duration.ofMillis(200);

    private final LogId log;
    private final @Nullable LongAccumulator duplicates;
    private final Deque<Leg> legs;
    private final Frontier seen;
    private final RegionLogs logs;
    private final LogReader reader;
    private final Deque<LogRecord> due = new ArrayDeque<>();
    private @Nullable InternalRow current;

    StretchReader(Stretch stretch, @Nullable LongAccumulator duplicates) {
        this.log = stretch.log();
        this.duplicates = duplicates;
        this.legs = new ArrayDeque<>(stretch.legs());
        this.seen = stretch.effective();
        this.logs = stretch.access().open();
        this.reader =
                logs.read(legs.isEmpty() ? Map.of() : Map.of(log, legs.element().from()));
    }

    @Override
    public boolean next() {
        while (!legs.isEmpty() || !due.isEmpty()) {
            LogRecord record = due.poll();
            if (record == null) {
                read(legs.element());
            } else if (isFresh(record)) {
                current = row(record);
                return true;
            }
        }
        return false;
    }

    /** Some of the leg at hand; at its end the next one begins. */
    private void read(Leg leg) {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.killTaskIfInterrupted(); // a region that does not answer is waited for, a query that has ended is not
        }
        for (LogRecord record : reader.poll(POLL).getOrDefault(log, List.of())) {
            if (record.offset() >= leg.to()) {
                break;
            }
            boolean isDue = record.hasId()
                    ? leg.isDue(record.producer(), record.sequence(), record.episode())
                    : leg.isDueWithoutId();
            if (isDue) {
                due.add(record);
            }
        }
        if (reader.position(log) >= leg.to()) {
            legs.remove();
            if (!legs.isEmpty()) {
                reader.seek(log, legs.element().from());
            }
        }
    }

    private boolean isFresh(LogRecord record) {
        boolean fresh = !record.hasId() || seen.add(record.producer(), record.sequence());
        if (!fresh && duplicates != null) {
            duplicates.add(1L);
        }
        return fresh;
    }

    /** As {@link EventSchema} has the columns. */
    private InternalRow row(LogRecord record) {
        EventContent content = record.content();
        return new GenericInternalRow(new @Nullable Object[] {
            content.key(),
            content.value(),
            headers(content),
            TimeUnit.MILLISECONDS.toMicros(record.timestamp()),
            log.partition(),
            record.hasId() ? (Long) record.producer() : null,
            record.hasId() ? (Long) record.sequence() : null
        });
    }

    private static GenericArrayData headers(EventContent content) {
        List<InternalRow> headers = new ArrayList<>();
        content.headers((name, value) ->
                headers.add(new GenericInternalRow(new @Nullable Object[] {UTF8String.fromString(name), value})));
        return new GenericArrayData(headers.toArray());
    }

    @Override
    public InternalRow get() {
        return Objects.requireNonNull(current, "next() has not said that there is one");
    }

    @Override
    public void close() {
        try (logs) {
            reader.close();
        }
    }
}
