package dev.baton.testkit.history;

import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Made-up histories of one producer: the last digit of an event's number is its log; r1 has term 1, r2 has term 2, and so on. */
final class Histories {

    private static final int LOGS = 10;
    private static final long MICROS = 1_000;

    private Histories() {}

    static LedgerEntry acked(long number) {
        return entry(number, Outcome.ACKED, number);
    }

    static LedgerEntry failed(long number) {
        return entry(number, Outcome.FAILED, number);
    }

    static LedgerEntry refused(long number) {
        LedgerEntry taken = entry(number, Outcome.REFUSED, number);
        return new LedgerEntry(taken.event(), -1, taken.outcome(), taken.sentMicros(), taken.doneMicros());
    }

    /** Sent at that time and acknowledged a millisecond later. */
    static LedgerEntry ackedAt(long number, long millis) {
        return entry(number, Outcome.ACKED, millis);
    }

    private static LedgerEntry entry(long number, Outcome outcome, long millis) {
        return new LedgerEntry(
                new EventName("p", number), (int) (number % LOGS), outcome, millis * MICROS, (millis + 1) * MICROS);
    }

    static List<Applied> rows(long... numbers) {
        List<Applied> rows = new ArrayList<>();
        for (long number : numbers) {
            rows.add(row(number, 1, number));
        }
        return rows;
    }

    /** Took effect in that term at that time. */
    static Applied row(long number, long term, long millis) {
        return new Applied(new EventName("p", number), (int) (number % LOGS), "r" + term, term, millis * MICROS);
    }
}
