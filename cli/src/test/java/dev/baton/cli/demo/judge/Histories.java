package dev.baton.cli.demo.judge;

import java.util.ArrayList;
import java.util.List;

/** Made-up histories: an event is named after its number, whose last digit is its partition. */
final class Histories {

    private static final int PARTITIONS = 10;
    private static final long MICROS_APART = 1_000;

    private Histories() {}

    static LedgerEntry acked(long number) {
        return entry(number, true);
    }

    static LedgerEntry failed(long number) {
        return entry(number, false);
    }

    private static LedgerEntry entry(long number, boolean acked) {
        long sent = number * MICROS_APART;
        return new LedgerEntry("e" + number, number, (int) (number % PARTITIONS), acked, sent, sent + MICROS_APART);
    }

    static List<Applied> rows(long... numbers) {
        List<Applied> rows = new ArrayList<>();
        for (long number : numbers) {
            rows.add(new Applied("e" + number, "r1", number * MICROS_APART));
        }
        return rows;
    }
}
