package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryPositions.Leg;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;

/** How far one log has been read in delivery order (rule C), by a reader that may read others too. For one thread. */
final class DeliveryCursor {

    private final LogId log;
    private final Deque<Leg> legs;
    private long legStart;
    private long position;

    /** A cursor at {@code position}, with these legs before it. */
    DeliveryCursor(LogId log, long position, Collection<Leg> legs) {
        this.log = log;
        this.legs = new ArrayDeque<>(legs);
        this.legStart = position;
        this.position = position;
    }

    /** True once everything has been read. */
    boolean isDone() {
        return legs.isEmpty();
    }

    /** The position before which everything has been read. */
    long position() {
        return position;
    }

    /** The offset at which the reader is to begin; there must be something to read. */
    long offset() {
        return legs.element().from();
    }

    /**
     * Gives what is due of the records that {@code reader} has just read of this log, each with its position, and sends the reader
     * where the next leg begins.
     */
    void advance(LogReader reader, List<LogRecord> records, ObjLongConsumer<LogRecord> due) {
        if (isDone()) {
            return;
        }
        Leg leg = legs.element();
        for (LogRecord record : records) {
            if (record.offset() >= leg.to()) {
                break;
            }
            boolean isDue = record.hasId()
                    ? leg.isDue(record.producer(), record.sequence(), record.episode())
                    : leg.isDueWithoutId();
            if (isDue) {
                due.accept(record, legStart + record.offset() - leg.from());
            }
        }
        long offset = Math.min(leg.to(), reader.position(log));
        position = legStart + offset - leg.from();
        if (offset >= leg.to()) {
            legs.remove();
            legStart = position;
            if (!legs.isEmpty()) {
                reader.seek(log, legs.element().from());
            }
        }
    }
}
