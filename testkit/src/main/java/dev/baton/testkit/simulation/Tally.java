package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of many histories, added up. For one thread. */
final class Tally {

    private static final int SHOWN = 10; // failures; each holds its history

    private final Map<Reached, Long> reached = new EnumMap<>(Reached.class);
    private final List<Outcome> failures = new ArrayList<>();
    private long passed;
    private long failed;
    private long digest;

    void add(Outcome outcome) {
        outcome.reached().forEach(mark -> reached.merge(mark, 1L, Long::sum));
        digest += outcome.hash(); // in any order
        if (outcome.broken() == null) {
            passed++;
            return;
        }
        failed++;
        keep(outcome);
    }

    void add(Tally other) {
        other.reached.forEach((mark, histories) -> reached.merge(mark, histories, Long::sum));
        digest += other.digest;
        passed += other.passed;
        failed += other.failed;
        other.failures.forEach(this::keep);
    }

    /** The ones with the lowest seeds. */
    private void keep(Outcome failure) {
        failures.add(failure);
        failures.sort(Comparator.comparingLong(Outcome::seed));
        if (failures.size() > SHOWN) {
            failures.remove(SHOWN);
        }
    }

    CampaignReport report() {
        List<CampaignReport.Mark> marks = new ArrayList<>();
        for (Reached mark : Reached.values()) {
            marks.add(new CampaignReport.Mark(mark.words(), reached.getOrDefault(mark, 0L)));
        }
        return new CampaignReport(
                passed,
                failed,
                digest,
                marks,
                failures.stream().map(Outcome::describe).toList());
    }
}
