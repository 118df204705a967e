package dev.baton.cli.demo.judge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what was promised with what happened. Pure: it knows the producer's ledger and the sink's rows, and nothing else. */
public final class Judge {

    private Judge() {}

    /**
     * The verdict.
     *
     * <p>The order of positions is the order in which effects took place, within a partition: a processor draws positions when it
     * inserts, and it can only commit as long as its claim of the partition stands. Whoever claims next does so after the last
     * commit under the old claim, as both need the lock of the partition's frontier row, and inserts only then. One processor
     * commits one transaction after the other. (Across partitions positions say nothing, and nothing is promised.)
     *
     * @param ledger all events of the run
     * @param rows in order of position
     * @throws IllegalArgumentException if the ledger names an event twice
     */
    public static Verdict judge(Collection<LedgerEntry> ledger, List<Applied> rows) {
        Map<String, LedgerEntry> sent = byEvent(ledger);
        Set<String> applied = new HashSet<>();
        List<String> duplicates = new ArrayList<>();
        List<String> reordered = new ArrayList<>();
        List<String> phantoms = new ArrayList<>();
        Map<Integer, Long> newest = new HashMap<>();
        for (Applied row : rows) {
            LedgerEntry entry = sent.get(row.event());
            if (entry == null) {
                phantoms.add(row.event());
            } else if (!applied.add(row.event())) {
                duplicates.add(row.event());
            } else if (entry.acked() && entry.number() < newest.getOrDefault(entry.partition(), Long.MIN_VALUE)) {
                reordered.add(row.event());
            } else if (entry.acked()) {
                newest.put(entry.partition(), entry.number());
            }
        }
        List<String> lost = ledger.stream()
                .filter(entry -> entry.acked() && !applied.contains(entry.event()))
                .map(LedgerEntry::event)
                .toList();
        long acked = ledger.stream().filter(LedgerEntry::acked).count();
        return new Verdict(
                ledger.size(),
                acked,
                ledger.size() - acked,
                applied.size(),
                Verdict.Finding.of(lost),
                Verdict.Finding.of(duplicates),
                Verdict.Finding.of(reordered),
                Verdict.Finding.of(phantoms));
    }

    /** How many acknowledged events are not among {@code present}. */
    public static long missing(Collection<LedgerEntry> ledger, Set<String> present) {
        return ledger.stream()
                .filter(entry -> entry.acked() && !present.contains(entry.event()))
                .count();
    }

    private static Map<String, LedgerEntry> byEvent(Collection<LedgerEntry> ledger) {
        Map<String, LedgerEntry> sent = new HashMap<>();
        for (LedgerEntry entry : ledger) {
            if (sent.put(entry.event(), entry) != null) {
                throw new IllegalArgumentException("the ledger names event " + entry.event() + " twice");
            }
        }
        return sent;
    }
}
