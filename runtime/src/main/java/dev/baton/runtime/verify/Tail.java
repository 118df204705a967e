package dev.baton.runtime.verify;

import dev.baton.core.LogId;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Reads what comes to some logs of one region, in any order. For one thread. */
final class Tail implements AutoCloseable {

    private final LogReader reader;
    private final SortedMap<LogId, Long> ends = new TreeMap<>();
    private final BiConsumer<LogId, LogRecord> visitor;

    /** Everything from these offsets on. */
    Tail(RegionLogs logs, SortedMap<LogId, Long> from, BiConsumer<LogId, LogRecord> visitor) {
        logs.extents(from.keySet()).forEach((log, extent) -> ends.put(log, extent.end()));
        this.visitor = visitor;
        this.reader = logs.read(from);
    }

    /** Gives the next records; waits for them no longer than this. */
    void step(Duration timeout) {
        reader.poll(timeout).forEach((log, records) -> records.forEach(record -> visitor.accept(log, record)));
    }

    /** True if everything was given that was there at the beginning. */
    boolean isRead() {
        return ends.entrySet().stream().allMatch(end -> reader.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        reader.close();
    }
}
