package dev.baton.runtime.catchup;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.Span;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads stretches of a region's logs in delivery order (rule C). For one thread; holds what one poll gives. */
public final class DeliveryReader implements AutoCloseable {

    private final LogReader reader;
    private final SortedMap<LogId, Walk> walks = new TreeMap<>();

    /**
     * What to read of a log.
     *
     * @param from offset at which to start
     * @param end offset before which to end; no span ends after it
     * @param spans of the log
     */
    public record Stretch(long from, long end, List<Span> spans) {}

    private static final class Walk {

        private final DeliveryOrder order;
        private final long end;
        private long position;
        private boolean done;

        Walk(Stretch stretch) {
            this.order = new DeliveryOrder(stretch.spans());
            this.end = stretch.end();
            this.position = stretch.from();
            order.seek(position);
        }

        long passEnd() {
            return Math.min(end, order.passEnd());
        }
    }

    /** A reader of these stretches. */
    public DeliveryReader(RegionLogs logs, Map<LogId, Stretch> stretches) {
        Map<LogId, Long> from = new LinkedHashMap<>();
        new TreeMap<>(stretches).forEach((log, stretch) -> {
            walks.put(log, new Walk(stretch));
            if (stretch.from() < stretch.end()) {
                from.put(log, stretch.from());
            }
        });
        this.reader = logs.read(from);
        walks.values().forEach(walk -> walk.done = walk.position >= walk.end);
    }

    /** The next records by log, in delivery order; empty if none came in that time. Errors as {@link LogReader#poll}. */
    public Map<LogId, List<LogRecord>> poll(Duration timeout) {
        Map<LogId, List<LogRecord>> due = new LinkedHashMap<>();
        reader.poll(timeout).forEach((log, records) -> {
            List<LogRecord> now = due(walk(log), records);
            if (!now.isEmpty()) {
                due.put(log, now);
            }
        });
        walks.forEach(this::turn);
        return due;
    }

    private static List<LogRecord> due(Walk walk, List<LogRecord> records) {
        List<LogRecord> due = new ArrayList<>(records.size());
        for (LogRecord record : records) {
            if (record.offset() >= walk.passEnd()) {
                break;
            }
            boolean isDue = record.hasId()
                    ? walk.order.isDue(record.offset(), record.producer(), record.sequence(), record.episode())
                    : walk.order.isDueWithoutId();
            if (isDue) {
                due.add(record);
            }
            walk.position = record.offset() + 1;
        }
        return due;
    }

    private void turn(LogId log, Walk walk) {
        long fetched = walk.done ? walk.end : reader.position(log);
        while (!walk.done && fetched >= walk.passEnd()) {
            walk.done = walk.order.passEnd() > walk.end;
            walk.position = walk.done ? walk.end : walk.order.turn();
            fetched = walk.position;
            if (walk.done || walk.position >= walk.end && walk.order.passEnd() > walk.end) {
                walk.done = true;
                reader.finish(log);
            } else {
                reader.seek(log, walk.position);
            }
        }
    }

    /** Where to go on later: everything before it, in delivery order, has been given. */
    public long resumeAt(LogId log) {
        Walk walk = walk(log);
        return walk.done ? walk.end : walk.order.resumeAt(walk.position);
    }

    /** True if all of this log has been given. */
    public boolean isDone(LogId log) {
        return walk(log).done;
    }

    /** True if everything has been given. */
    public boolean isDone() {
        return walks.values().stream().allMatch(walk -> walk.done);
    }

    private Walk walk(LogId log) {
        Walk walk = walks.get(log);
        if (walk == null) {
            throw new IllegalArgumentException("log: " + log + " is not read here");
        }
        return walk;
    }

    @Override
    public void close() {
        reader.close();
    }
}
