package dev.baton.cli.demo.judge;

import dev.baton.core.Decoded;

/**
 * What became of one event, as its producer wrote it down. Immutable.
 *
 * @param event names it; no other event of a run has the same name
 * @param number counts the events in the order in which they were sent
 * @param partition that it was sent to, -1 if it was refused before one was chosen
 * @param acked true if the send was acknowledged, false if it failed (it may have taken effect all the same)
 * @param sentMicros when it was handed over, in microseconds since 1970
 * @param doneMicros when it was acknowledged or failed
 */
public record LedgerEntry(String event, long number, int partition, boolean acked, long sentMicros, long doneMicros) {

    private static final String ACKED = "acked";
    private static final String FAILED = "failed";
    private static final int FIELDS = 6;

    /** The line that stands for it in the file, without its end. */
    public String line() {
        return event
                + '\t'
                + number
                + '\t'
                + partition
                + '\t'
                + (acked ? ACKED : FAILED)
                + '\t'
                + sentMicros
                + '\t'
                + doneMicros;
    }

    /** What {@link #line} wrote. Total. */
    public static Decoded<LedgerEntry> read(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !(fields[3].equals(ACKED) || fields[3].equals(FAILED))) {
            return new Decoded.Malformed<>("is no line of a ledger: " + line);
        }
        try {
            return new Decoded.Value<>(new LedgerEntry(
                    fields[0],
                    Long.parseLong(fields[1]),
                    Integer.parseInt(fields[2]),
                    fields[3].equals(ACKED),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5])));
        } catch (NumberFormatException e) {
            return new Decoded.Malformed<>("is no line of a ledger: " + line);
        }
    }
}
