package dev.baton.testkit.history;

import dev.baton.core.Decoded;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one event, as its producer wrote it down. Immutable.
 *
 * @param event names it
 * @param partition that it was sent to, -1 if that is not known
 * @param outcome what the producer was told
 * @param sentMicros when it was handed over, in microseconds since 1970
 * @param doneMicros when the outcome was known
 */
public record LedgerEntry(EventName event, int partition, Outcome outcome, long sentMicros, long doneMicros) {

    private static final int FIELDS = 6;

    /** What a producer can be told about an event. */
    public enum Outcome {
        /** It was acknowledged. */
        ACKED,
        /** It failed after it had been taken: it may take effect all the same, and nothing is promised. */
        FAILED,
        /** It was not taken at all: it must never take effect. */
        REFUSED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Optional<Outcome> of(String word) {
            for (Outcome outcome : values()) {
                if (outcome.word().equals(word)) {
                    return Optional.of(outcome);
                }
            }
            return Optional.empty();
        }
    }

    /** True if it was acknowledged. */
    public boolean acked() {
        return outcome == Outcome.ACKED;
    }

    /** The line that stands for it in the file, without its end. */
    public String line() {
        return event.producer()
                + '\t'
                + event.number()
                + '\t'
                + partition
                + '\t'
                + outcome.word()
                + '\t'
                + sentMicros
                + '\t'
                + doneMicros;
    }

    /** What {@link #line} wrote. Total. */
    public static Decoded<LedgerEntry> read(String line) {
        String[] fields = line.split("\t", -1);
        Optional<Outcome> outcome = fields.length == FIELDS ? Outcome.of(fields[3]) : Optional.empty();
        if (outcome.isEmpty()) {
            return new Decoded.Malformed<>("is no line of a ledger: " + line);
        }
        try {
            return new Decoded.Value<>(new LedgerEntry(
                    new EventName(fields[0], Long.parseLong(fields[1])),
                    Integer.parseInt(fields[2]),
                    outcome.get(),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5])));
        } catch (NumberFormatException e) {
            return new Decoded.Malformed<>("is no line of a ledger: " + line);
        }
    }
}
