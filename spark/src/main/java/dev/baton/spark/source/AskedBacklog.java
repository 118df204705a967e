package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryPositions;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Where a service tells where logs end, and offsets have few gaps: of each log its share of the distance to its end. */
final class AskedBacklog implements Backlog {

    private final SortedMap<LogId, DeliveryPositions> order;
    private final SortedMap<LogId, Long> next;
    private final Supplier<SortedMap<LogId, Long>> ends;

    /**
     * A backlog that begins at the positions {@code from}.
     *
     * @param ends the offset after the newest record of each log
     */
    AskedBacklog(
            SortedMap<LogId, DeliveryPositions> order,
            SortedMap<LogId, Long> from,
            Supplier<SortedMap<LogId, Long>> ends) {
        this.order = order;
        this.next = new TreeMap<>(from);
        this.ends = ends;
    }

    @Override
    public Taken take(long most) {
        SortedMap<LogId, Long> now = ends.get();
        SortedMap<LogId, Long> distances = new TreeMap<>();
        next.forEach((log, from) -> distances.put(log, Math.max(0, end(log, now, from) - from)));
        long all = distances.values().stream().mapToLong(Long::longValue).sum();
        double share = Math.min(1, most / (double) Math.max(1, all));
        distances.replaceAll((log, distance) -> (long) Math.ceil(distance * share));
        next.replaceAll((log, from) -> from + distances.getOrDefault(log, 0L));
        long taken = distances.values().stream().mapToLong(Long::longValue).sum();
        SortedMap<LogId, Long> to = new TreeMap<>(now); // others than these are new
        to.putAll(next);
        return new Taken(to, taken, all - taken);
    }

    private long end(LogId log, SortedMap<LogId, Long> now, long otherwise) {
        Long end = now.get(log);
        return end == null ? otherwise : Objects.requireNonNull(order.get(log)).at(end);
    }
}
