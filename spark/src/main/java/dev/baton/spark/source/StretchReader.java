package dev.baton.spark.source;

import dev.baton.core.LogId;
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
    private final DeliveryCursor cursor;
    private final Frontier seen;
    private final RegionLogs logs;
    private final LogReader reader;
    private final Deque<LogRecord> due = new ArrayDeque<>();
    private @Nullable InternalRow current;

    StretchReader(Stretch stretch, @Nullable LongAccumulator duplicates) {
        this.log = stretch.log();
        this.duplicates = duplicates;
        this.cursor = stretch.cursor();
        this.seen = stretch.effective();
        this.logs = stretch.access().open();
        this.reader = logs.read(cursor.isDone() ? Map.of() : Map.of(log, cursor.offset()));
    }

    @Override
    public boolean next() {
        while (!cursor.isDone() || !due.isEmpty()) {
            LogRecord record = due.poll();
            if (record == null) {
                read();
            } else if (isFresh(record)) {
                current = row(record);
                return true;
            }
        }
        return false;
    }

    private void read() {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.killTaskIfInterrupted(); // a region that does not answer is waited for, a query that has ended is not
        }
        List<LogRecord> records = reader.poll(POLL).getOrDefault(log, List.of());
        cursor.advance(reader, records, (record, position) -> due.add(record));
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
