package dev.baton.runtime.verify;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.log.EventContent;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Logs that are too long to be kept: their records are made when they are read. Producers take turns; of each producer every
 * {@code gapEvery}th event is missing.
 */
final class GeneratedLogs implements RegionLogs {

    static final int GAP_LENGTH = 3;

    private static final int MOST = 1_000;

    private final RegionId region;
    private final int partitions;
    private final Shape shape;

    /**
     * What each log is like.
     *
     * @param records how many
     * @param producers how many take turns
     * @param gapEvery so many events of a producer are followed by {@link #GAP_LENGTH} that are missing; 0 for none
     */
    record Shape(long records, int producers, long gapEvery) {

        long sequence(long offset) {
            long turn = offset / producers;
            return gapEvery == 0 ? turn : turn + turn / gapEvery * GAP_LENGTH;
        }
    }

    private record Generated(long offset, long producer, long sequence) implements LogRecord {

        @Override
        public boolean hasId() {
            return true;
        }

        @Override
        public long episode() {
            return 0;
        }

        @Override
        public long timestamp() {
            return offset;
        }

        @Override
        public int bytes() {
            return 1_024;
        }

        @Override
        public EventContent content() {
            return EventContent.EMPTY;
        }
    }

    GeneratedLogs(String region, int partitions, Shape shape) {
        this.region = new RegionId(region);
        this.partitions = partitions;
        this.shape = shape;
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
        List<LogId> logs = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            logs.add(new LogId("flights", partition));
        }
        return logs;
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> logs) {
        SortedMap<LogId, Extent> extents = new TreeMap<>();
        logs.forEach(log -> extents.put(log, new Extent(0, shape.records())));
        return extents;
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis) {
        throw new UnsupportedOperationException("time means nothing here");
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
                long end = Math.min(shape.records(), position + MOST);
                List<LogRecord> records = new ArrayList<>();
                for (long offset = position; offset < end; offset++) {
                    long producer = offset % shape.producers() * 0x9e3779b97f4a7c15L;
                    records.add(new Generated(offset, producer, shape.sequence(offset)));
                }
                if (!records.isEmpty()) {
                    read.put(log, records);
                }
                return end;
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
