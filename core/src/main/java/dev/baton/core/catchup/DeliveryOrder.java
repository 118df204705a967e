package dev.baton.core.catchup;

import java.util.List;

/**
 * Walks one log in delivery order (rule C): outside of spans in the log's order; inside of one in two passes, first every record
 * that is not {@link Span#isLate late}, then the late ones. Everything that reads a region's log reads it so.
 *
 * <p>The walk keeps no records: who reads goes back to {@link #turn()} at the end of a pass. For one thread.
 *
 * <pre>
 * order.seek(start);
 * for each record, in the log's order:
 *     if (record.offset &gt;= order.passEnd()) { go on reading at order.turn(); continue; }
 *     if (order.isDue(...)) deliver(record);
 * </pre>
 *
 * <p>A pass also ends when the reader's position reaches {@link #passEnd()} and no record follows.
 */
public final class DeliveryOrder {

    private static final long NONE = Long.MAX_VALUE;

    private final List<Span> spans;
    private int current; // index of the span that the pass at hand ends with
    private boolean second;
    private long firstLate = NONE; // in the first pass of the current span

    /** The order of a log with these spans, which ascend and do not overlap; at the log's beginning. */
    public DeliveryOrder(List<Span> spans) {
        for (int i = 1; i < spans.size(); i++) {
            if (spans.get(i).from() < spans.get(i - 1).to()) {
                throw new IllegalArgumentException(
                        "spans: " + spans.get(i) + " begins before " + spans.get(i - 1) + " ends");
            }
        }
        this.spans = List.copyOf(spans);
    }

    /** Reading starts at {@code offset}; everything before it is known to have been delivered. */
    public void seek(long offset) {
        current = 0;
        while (current < spans.size() && spans.get(current).to() <= offset) {
            current++;
        }
        second = false;
        firstLate = NONE;
    }

    /** The offset before which this pass ends; {@link Long#MAX_VALUE} after the last span. */
    public long passEnd() {
        return current == spans.size() ? NONE : spans.get(current).to();
    }

    /** True if the record, which lies before {@link #passEnd()}, is delivered now rather than in another pass. */
    public boolean isDue(long offset, long producer, long sequence, long copiedIn) {
        if (current == spans.size()) {
            return true;
        }
        Span span = spans.get(current);
        boolean late = offset >= span.from() && span.isLate(producer, sequence, copiedIn);
        if (late && !second) {
            firstLate = Math.min(firstLate, offset);
        }
        return late == second;
    }

    /** The same for a record without an id, which is never late. */
    public boolean isDueWithoutId() {
        return !second;
    }

    /** The pass has ended; returns the offset at which reading goes on. */
    public long turn() {
        long to = spans.get(current).to();
        if (!second && firstLate != NONE) {
            second = true;
            return firstLate;
        }
        second = false;
        firstLate = NONE;
        current++;
        return to;
    }

    /**
     * Where to seek to if reading, which has come to {@code position}, is to be resumed later: everything before it has been
     * delivered.
     */
    public long resumeAt(long position) {
        return second ? position : Math.min(position, firstLate);
    }
}
