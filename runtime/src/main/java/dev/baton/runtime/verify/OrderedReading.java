package dev.baton.runtime.verify;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Reads stretches of one region's logs in delivery order (rule C). For one thread. */
final class OrderedReading implements AutoCloseable {

    /** One log's walk, and where it ends. */
    private record Walk(DeliveryOrder order, long end) {

        long limit() {
            return Math.min(order.passEnd(), end);
        }

        boolean isLastPass() {
            return order.passEnd() > end;
        }

        boolean isDue(LogRecord record) {
            return record.hasId()
                    ? order.isDue(record.offset(), record.producer(), record.sequence(), record.episode())
                    : order.isDueWithoutId();
        }
    }

    private final LogReader reader;
    private final BiConsumer<LogId, LogRecord> visitor;
    private final SortedMap<LogId, Walk> walks = new TreeMap<>(); // those that go on

    /** Gives every record of these stretches to {@code visitor}. */
    OrderedReading(
            RegionLogs logs,
            RegionJournal journal,
            SortedMap<LogId, Extent> stretches,
            BiConsumer<LogId, LogRecord> visitor) {
        this.visitor = visitor;
        SortedMap<LogId, Long> from = new TreeMap<>();
        stretches.forEach((log, stretch) -> {
            if (stretch.start() < stretch.end()) {
                DeliveryOrder order = new DeliveryOrder(journal.log(log).spans());
                order.seek(stretch.start());
                walks.put(log, new Walk(order, stretch.end()));
                from.put(log, stretch.start());
            }
        });
        this.reader = logs.read(from);
    }

    boolean isDone() {
        return walks.isEmpty();
    }

    /** Gives the next records; waits for them no longer than this. */
    void step(Duration timeout) {
        Map<LogId, List<LogRecord>> read = reader.poll(timeout);
        for (LogId log : List.copyOf(walks.keySet())) {
            walk(log, read.getOrDefault(log, List.of()));
        }
    }

    private void walk(LogId log, List<LogRecord> records) {
        Walk walk = walks.get(log);
        if (walk == null) {
            return;
        }
        for (LogRecord record : records) {
            if (record.offset() >= walk.limit()) {
                break;
            }
            if (walk.isDue(record)) {
                visitor.accept(log, record);
            }
        }
        if (reader.position(log) >= walk.limit()) {
            turn(log, walk);
        }
    }

    private void turn(LogId log, Walk walk) {
        if (walk.isLastPass()) {
            walks.remove(log);
            reader.finish(log);
            return;
        }
        long next = walk.order().turn();
        reader.seek(log, next);
        if (next >= walk.limit()) { // the last span ends where the stretch does
            turn(log, walk);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
