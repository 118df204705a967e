package dev.baton.runtime.verify;

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

/** The logs of a region in memory; gives a few records at a time, and can be written to while it is read. */
final class MemoryLogs implements RegionLogs {

    private static final int MOST = 3;

    private final RegionId region;
    private final SortedMap<LogId, List<Entry>> logs = new TreeMap<>();
    private final Map<LogId, Long> starts = new HashMap<>();
    private boolean isDown;

    /** A record; a negative producer stands for a record without an id. */
    record Entry(long offset, long producer, long sequence, long episode, long timestamp) implements LogRecord {

        @Override
        public boolean hasId() {
            return producer >= 0;
        }

        @Override
        public int bytes() {
            return 1;
        }

        @Override
        public EventContent content() {
            return EventContent.EMPTY;
        }
    }

    MemoryLogs(String region, Collection<LogId> logs) {
        this.region = new RegionId(region);
        logs.forEach(log -> this.logs.put(log, new ArrayList<>()));
    }

    MemoryLogs with(LogId log, long producer, long... sequences) {
        for (long sequence : sequences) {
            append(log, producer, sequence, 0, sequence);
        }
        return this;
    }

    void append(LogId log, long producer, long sequence, long episode, long timestamp) {
        List<Entry> entries = entries(log);
        entries.add(new Entry(entries.size(), producer, sequence, episode, timestamp));
    }

    /** As retention does. */
    void deleteBefore(LogId log, long offset) {
        starts.put(log, offset);
    }

    void goDown() {
        isDown = true;
    }

    private List<Entry> entries(LogId log) {
        List<Entry> entries = logs.get(log);
        if (isDown || entries == null) {
            throw new RegionUnavailableException("Region " + region + " does not answer");
        }
        return entries;
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
        SortedMap<LogId, Extent> extents = new TreeMap<>();
        which.forEach(log -> extents.put(
                log, new Extent(starts.getOrDefault(log, 0L), entries(log).size())));
        return extents;
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> which, long timestampMillis) {
        SortedMap<LogId, Long> offsets = new TreeMap<>();
        which.forEach(log -> offsets.put(
                log,
                entries(log).stream()
                        .filter(entry -> entry.timestamp() >= timestampMillis)
                        .map(Entry::offset)
                        .findFirst()
                        .orElse((long) entries(log).size())));
        return offsets;
    }

    @Override
    public LogReader read(Map<LogId, Long> from) {
        return new Reader(from);
    }

    @Override
    public LogWriter write() {
        throw new UnsupportedOperationException("nothing is written here");
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
            Map<LogId, List<LogRecord>> read = new TreeMap<>();
            positions.replaceAll((log, position) -> {
                if (position < starts.getOrDefault(log, 0L)) {
                    throw new AssertionError(log + " was read from " + position + ", which is deleted");
                }
                int end = (int) Math.min(entries(log).size(), position + MOST);
                List<LogRecord> records = List.copyOf(entries(log).subList(position.intValue(), end));
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
            return positions.get(log);
        }

        @Override
        public void finish(LogId log) {
            positions.remove(log);
        }

        @Override
        public void close() {}
    }
}
