package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.runtime.log.LogReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Finds out by reading how far logs go, where a service tells it only by a mark that is written there, and where offsets do not tell
 * how many events lie between them. So what a batch has is read twice: here, and by its tasks. Keeps the offsets of what one look wants,
 * and of a poll more.
 */
final class ReadAhead implements LatestOffsets {

    private static final Duration WAIT = Duration.ofMillis(200);
    /** A region that is alive may still not give what it holds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogReader reader;
    private final LongSupplier nanoTime;
    private final SortedMap<LogId, Long> until;
    private final SortedMap<LogId, Deque<Long>> waiting = new TreeMap<>();
    private final SortedMap<LogId, Long> given;
    private long events;

    /**
     * Looks on from where {@code reader} is.
     *
     * @param from where that is
     * @param until the offsets at which it is enough; empty for no end
     */
    ReadAhead(LogReader reader, SortedMap<LogId, Long> from, SortedMap<LogId, Long> until, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.given = new TreeMap<>(from);
        this.until = until;
        from.keySet().forEach(log -> waiting.put(log, new ArrayDeque<>()));
    }

    @Override
    public SortedMap<LogId, Long> look(long most) {
        long begin = nanoTime.getAsLong();
        long known = beyond();
        boolean goesOn = known < most;
        while (goesOn && !Thread.currentThread().isInterrupted()) {
            long read = read(known == 0 ? WAIT : Duration.ZERO);
            known += read;
            boolean isAwaited = known == 0 && isBehind();
            if (isAwaited && nanoTime.getAsLong() - begin > PATIENCE.toNanos()) {
                throw new RegionUnavailableException("The region answers, but has not given in " + PATIENCE.toSeconds()
                        + " s what is before " + until);
            }
            goesOn = known < most && (read > 0 || isAwaited);
        }
        give(most, known);
        return Collections.unmodifiableSortedMap(given);
    }

    private long read(Duration timeout) {
        long read = 0;
        for (var each : reader.poll(timeout).entrySet()) {
            Deque<Long> offsets = waiting(each.getKey());
            int before = offsets.size();
            each.getValue().stream()
                    .map(record -> record.offset())
                    .filter(offset -> offset < end(each.getKey()))
                    .forEach(offsets::add);
            read += offsets.size() - before;
        }
        return read;
    }

    /** So many events, of each log its share. */
    private void give(long most, long known) {
        double share = Math.min(1, most / (double) Math.max(1, known));
        events = 0;
        for (Map.Entry<LogId, Deque<Long>> each : waiting.entrySet()) {
            Deque<Long> offsets = each.getValue();
            long part = (long) Math.ceil(offsets.size() * share);
            for (long i = 0; i < part; i++) {
                offsets.remove();
            }
            events += part;
            Long next = offsets.peek();
            given.put(each.getKey(), next == null ? position(each.getKey()) : next);
        }
    }

    private Deque<Long> waiting(LogId log) {
        return Objects.requireNonNull(waiting.get(log), "only these are read");
    }

    private long end(LogId log) {
        return until.getOrDefault(log, Long.MAX_VALUE);
    }

    private long position(LogId log) {
        return Math.min(reader.position(log), end(log));
    }

    private boolean isBehind() {
        return until.keySet().stream().anyMatch(log -> waiting.containsKey(log) && position(log) < end(log));
    }

    @Override
    public long events(long backlog) {
        return events;
    }

    @Override
    public long beyond() {
        return waiting.values().stream().mapToLong(Deque::size).sum();
    }

    @Override
    public void close() {
        reader.close();
    }
}
