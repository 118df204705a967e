package dev.baton.core.catchup;

import java.util.Map;

/**
 * The stretch of one log that a catch-up episode has filled (rule C, step 5). In it copies and direct writes stand in no useful
 * order; {@link DeliveryOrder} tells in which order it is read. Immutable.
 *
 * @param from offset of the first record
 * @param to offset after the last record, above {@code from}
 * @param episode that copied, at least 1
 * @param firstMissing by producer, the sequence from which on the episode copied every event
 */
public record Span(long from, long to, long episode, Map<Long, Long> firstMissing) {

    public Span {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("span: [" + from + ", " + to + ") is empty or negative");
        }
        if (episode < 1) {
            throw new IllegalArgumentException("episode: " + episode + " is not an episode; episodes start at 1");
        }
        firstMissing = Map.copyOf(firstMissing);
    }

    /**
     * True if a record of this span is passed over at first and read in the end: it belongs to what the episode has copied, but is
     * no copy of it, so that it may stand before events that precede it.
     *
     * @param copiedIn the episode that copied the record, 0 if it was written directly
     */
    boolean isLate(long producer, long sequence, long copiedIn) {
        if (copiedIn == episode) {
            return false;
        }
        Long first = firstMissing.get(producer);
        return first != null && sequence >= first;
    }
}
