package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Where a service tells only by a mark, which is written there, where a log ends, and offsets do not tell how many events lie between
 * them: the logs are read here as far as a batch is to go, and again by its tasks. Keeps the positions of what one look wants, and of a
 * poll more.
 */
final class ReadBacklog implements Backlog {

    private static final Duration WAIT = Duration.ofMillis(200);
    /** A region that is alive may still not give what it holds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogReader reader;
    private final LongSupplier nanoTime;
    private final boolean isBounded;
    private final SortedMap<LogId, DeliveryCursor> cursors = new TreeMap<>();
    private final SortedMap<LogId, Deque<Long>> waiting = new TreeMap<>();

    private ReadBacklog(
            SortedMap<LogId, DeliveryCursor> cursors, LogReader reader, boolean isBounded, LongSupplier nanoTime) {
        this.cursors.putAll(cursors);
        this.reader = reader;
        this.isBounded = isBounded;
        this.nanoTime = nanoTime;
        cursors.keySet().forEach(log -> waiting.put(log, new ArrayDeque<>()));
    }

    /**
     * A backlog that begins at the positions {@code from}.
     *
     * @param until the offsets at which it ends; empty for never
     */
    static ReadBacklog open(
            RegionLogs logs,
            SortedMap<LogId, DeliveryPositions> order,
            SortedMap<LogId, Long> from,
            SortedMap<LogId, Long> until,
            LongSupplier nanoTime) {
        SortedMap<LogId, DeliveryCursor> cursors = new TreeMap<>();
        SortedMap<LogId, Long> starts = new TreeMap<>();
        from.forEach((log, position) -> {
            DeliveryPositions positions = Objects.requireNonNull(order.get(log));
            Long end = until.get(log);
            long to = until.isEmpty() ? Long.MAX_VALUE : end == null ? position : positions.at(end);
            DeliveryCursor cursor = new DeliveryCursor(log, position, positions.legs(position, to));
            cursors.put(log, cursor);
            if (!cursor.isDone()) {
                starts.put(log, cursor.offset());
            }
        });
        return new ReadBacklog(cursors, logs.read(starts), !until.isEmpty(), nanoTime);
    }

    @Override
    public Taken take(long most) {
        long known = known();
        long since = nanoTime.getAsLong();
        boolean goesOn = known < most;
        while (goesOn && !Thread.currentThread().isInterrupted()) {
            boolean hasMoved = read(known == 0 || isBounded ? WAIT : Duration.ZERO);
            long now = nanoTime.getAsLong();
            since = hasMoved ? now : since;
            long before = known;
            known = known();
            boolean isAwaited = isBounded && !isDone();
            if (isAwaited && now - since > PATIENCE.toNanos()) {
                throw new RegionUnavailableException("The region answers, but for " + PATIENCE.toSeconds()
                        + " s has given nothing of what is before the end of its logs");
            }
            goesOn = known < most && (known > before || isAwaited);
        }
        return share(most, known);
    }

    private long known() {
        return waiting.values().stream().mapToLong(Deque::size).sum();
    }

    private boolean isDone() {
        return cursors.values().stream().allMatch(DeliveryCursor::isDone);
    }

    /** Whether any log was read on. */
    private boolean read(Duration timeout) {
        Map<LogId, List<LogRecord>> records = reader.poll(timeout);
        boolean hasMoved = false;
        for (Map.Entry<LogId, DeliveryCursor> each : cursors.entrySet()) {
            DeliveryCursor cursor = each.getValue();
            Deque<Long> positions = waiting(each.getKey());
            long before = cursor.position();
            cursor.advance(
                    reader,
                    records.getOrDefault(each.getKey(), List.of()),
                    (record, position) -> positions.add(position));
            hasMoved |= cursor.position() > before;
        }
        return hasMoved;
    }

    /** So many events, of each log its share. Where none is left, what lies behind the last one is passed, too. */
    private Taken share(long most, long known) {
        double share = Math.min(1, most / (double) Math.max(1, known));
        SortedMap<LogId, Long> to = new TreeMap<>();
        long events = 0;
        for (Map.Entry<LogId, DeliveryCursor> each : cursors.entrySet()) {
            Deque<Long> positions = waiting(each.getKey());
            long part = (long) Math.ceil(positions.size() * share);
            for (long i = 0; i < part; i++) {
                positions.remove();
            }
            events += part;
            Long next = positions.peek();
            to.put(each.getKey(), next == null ? each.getValue().position() : next);
        }
        return new Taken(to, events, known - events);
    }

    private Deque<Long> waiting(LogId log) {
        return Objects.requireNonNull(waiting.get(log), "only these are read");
    }

    @Override
    public void close() {
        reader.close();
    }
}
