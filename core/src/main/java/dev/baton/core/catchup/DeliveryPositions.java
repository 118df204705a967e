package dev.baton.core.catchup;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delivery order of one log (rule C) as a line of positions that only grow, so that a stretch of it can be planned in one place
 * and read in another. A span takes its length twice, once for each pass; everywhere else a step is an offset.
 *
 * <p>Other than {@link DeliveryOrder} it keeps nothing of what was read, and passes over all of a span the second time. Immutable.
 */
public final class DeliveryPositions {

    private final List<Span> spans;

    /** The positions of a log with these spans, which ascend and do not overlap. */
    public DeliveryPositions(List<Span> spans) {
        this.spans = List.copyOf(spans);
    }

    /**
     * A part of the log that is read from one offset to another.
     *
     * @param from its first offset
     * @param to the offset after its last
     * @param span in which it lies, null if in none
     * @param late whether it is the second pass of that span
     */
    public record Leg(long from, long to, @Nullable Span span, boolean late) {

        /** True if the record, which lies in this leg, is delivered in it. */
        public boolean isDue(long producer, long sequence, long copiedIn) {
            return span == null || span.isLate(producer, sequence, copiedIn) == late;
        }

        /** The same for a record without an id, which is never late. */
        public boolean isDueWithoutId() {
            return !late;
        }
    }

    /** The position at which reading starts at {@code offset}, if everything before it has been delivered. */
    public long at(long offset) {
        long position = offset;
        for (Span span : spans) {
            position += span.to() <= offset ? length(span) : 0;
        }
        return position;
    }

    /**
     * The offset at which to start again, perhaps with more spans, once everything before {@code position} has been delivered. What
     * is read twice by that is for rule D.
     */
    public long resumeAt(long position) {
        long shift = 0;
        for (Span span : spans) {
            long turn = span.to() + shift; // the position at which the second pass begins
            if (position <= span.from() + shift) {
                break;
            }
            if (position < turn) {
                return span.from(); // something late may lie between
            }
            shift += length(span);
            if (position < span.to() + shift) {
                return position - shift;
            }
        }
        return position - shift;
    }

    /** What to read, one after the other, to get from one position to another. */
    public List<Leg> legs(long from, long to) {
        List<Leg> legs = new ArrayList<>();
        long next = from;
        long shift = 0;
        for (Span span : spans) {
            long turn = span.to() + shift;
            next = add(legs, next, Math.min(to, span.from() + shift), shift, null, false);
            next = add(legs, next, Math.min(to, turn), shift, span, false);
            shift += length(span);
            next = add(legs, next, Math.min(to, turn + length(span)), shift, span, true);
        }
        add(legs, next, to, shift, null, false);
        return legs;
    }

    /** What to read so that each record between two offsets is delivered once, also where one of them lies in a span. */
    public List<Leg> range(long from, long to) {
        long last = to + spans.stream().mapToLong(DeliveryPositions::length).sum();
        return legs(0, last).stream()
                .map(leg -> new Leg(Math.max(from, leg.from()), Math.min(to, leg.to()), leg.span(), leg.late()))
                .filter(leg -> leg.from() < leg.to())
                .toList();
    }

    private static long add(List<Leg> legs, long from, long to, long shift, @Nullable Span span, boolean late) {
        if (from >= to) {
            return from;
        }
        legs.add(new Leg(from - shift, to - shift, span, late));
        return to;
    }

    private static long length(Span span) {
        return span.to() - span.from();
    }
}
