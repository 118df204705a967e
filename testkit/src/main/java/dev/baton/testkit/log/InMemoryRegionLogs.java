package dev.baton.testkit.log;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.log.EventContent;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of a region in memory. Gives a few records at a time, can be written to while it is read, can be down, and tells a
 * listener before each call, which may throw. For one thread.
 */
public final class InMemoryRegionLogs implements RegionLogs {

    private static final int MOST = 3;

    private final RegionId region;
    private final SortedMap<LogId, List<Written>> logs = new TreeMap<>();
    private final Map<LogId, Long> starts = new HashMap<>();
    private final Runnable beforeEachCall;
    private boolean isDown;

    /** A record, whose event is empty. */
    public record Written(long offset, long producer, long sequence, long episode, long timestamp)
            implements LogRecord {

        @Override
        public boolean hasId() {
            return sequence >= 0;
        }

        @Override
        public int bytes() {
            return 100;
        }

        @Override
        public EventContent content() {
            return EventContent.EMPTY;
        }
    }

    /** Empty logs. */
    public InMemoryRegionLogs(RegionId region, Collection<LogId> logs, Runnable beforeEachCall) {
        this.region = region;
        this.beforeEachCall = beforeEachCall;
        logs.forEach(log -> this.logs.put(log, new ArrayList<>()));
    }

    /** Appends an event as its producer would. A negative sequence stands for a record without an id. */
    public void append(LogId log, long producer, long sequence) {
        append(log, producer, sequence, 0);
    }

    /** Appends a copy made in {@code episode}. */
    public void append(LogId log, long producer, long sequence, long episode) {
        List<Written> records = records(log);
        records.add(new Written(records.size(), producer, sequence, episode, records.size()));
    }

    /** Everything in the log, also what retention has deleted. */
    public List<Written> written(LogId log) {
        return List.copyOf(records(log));
    }

    /** As retention does. */
    public void deleteBefore(LogId log, long offset) {
        starts.put(log, offset);
    }

    /** Whether calls fail from now on. */
    public void setDown(boolean down) {
        isDown = down;
    }

    private List<Written> records(LogId log) {
        List<Written> records = logs.get(log);
        if (records == null) {
            throw new IllegalArgumentException("log: " + log + " is none of " + logs.keySet());
        }
        return records;
    }

    private void call() {
        beforeEachCall.run();
        if (isDown) {
            throw new RegionUnavailableException("Region " + region + " does not answer");
        }
    }

    private long start(LogId log) {
        return starts.getOrDefault(log, 0L);
    }

    @Override
    public RegionId region() {
        return region;
    }

    @Override
    public String identity(String stream) {
        return stream;
    }

    @Override
    public List<LogId> logs() {
        return List.copyOf(logs.keySet());
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> which) {
        call();
        SortedMap<LogId, Extent> extents = new TreeMap<>();
        which.forEach(
                log -> extents.put(log, new Extent(start(log), records(log).size())));
        return extents;
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> which, long timestampMillis) {
        call();
        SortedMap<LogId, Long> offsets = new TreeMap<>();
        which.forEach(log -> offsets.put(log, Math.max(0, timestampMillis)));
        return offsets;
    }

    @Override
    public LogReader read(Map<LogId, Long> from) {
        return new Reader(from);
    }

    @Override
    public LogWriter write() {
        return new Writer();
    }

    @Override
    public void close() {}

    private final class Reader implements LogReader {

        private final SortedMap<LogId, Long> positions;

        Reader(Map<LogId, Long> from) {
            this.positions = new TreeMap<>(from);
        }

        @Override
        public Map<LogId, List<LogRecord>> poll(Duration timeout) {
            call();
            Map<LogId, List<LogRecord>> read = new TreeMap<>();
            positions.replaceAll((log, position) -> {
                if (position < start(log)) {
                    throw new EventsExpiredException(
                            log + " was to be read from " + position + ", which retention has deleted");
                }
                int end = (int) Math.min(records(log).size(), position + MOST);
                List<LogRecord> records = List.copyOf(records(log).subList(position.intValue(), end));
                if (!records.isEmpty()) {
                    read.put(log, records);
                }
                return (long) end;
            });
            return read;
        }

        @Override
        public void seek(LogId log, long offset) {
            positions.put(log, offset);
        }

        @Override
        public long position(LogId log) {
            Long position = positions.get(log);
            if (position == null) {
                throw new IllegalArgumentException("log: " + log + " is not read");
            }
            return position;
        }

        @Override
        public void finish(LogId log) {
            positions.remove(log);
        }

        @Override
        public void close() {}
    }

    private final class Writer implements LogWriter {

        @Override
        public void append(LogId log, LogRecord written, long episode) {
            call();
            InMemoryRegionLogs.this.append(log, written.producer(), written.sequence(), episode);
        }

        @Override
        public void flush(Duration deadline) {
            call();
        }

        @Override
        public void close() {}
    }
}
