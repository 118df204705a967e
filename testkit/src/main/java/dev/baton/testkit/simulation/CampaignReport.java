package dev.baton.testkit.simulation;

import java.util.List;

/**
 * What came of a campaign. Immutable.
 *
 * @param passed histories in which every promise was kept
 * @param failed the others
 * @param digest a number that is the same for the same seeds in any JVM, and another as soon as anything differs
 * @param marks faults and rare branches
 * @param failures the first of them, each with its history and the command that repeats it
 */
public record CampaignReport(long passed, long failed, long digest, List<Mark> marks, List<List<String>> failures) {

    /** So many histories reach every mark, or something is wrong with the simulator. */
    public static final long ENOUGH = 2_000;

    /**
     * A fault, or a rare branch.
     *
     * @param words for people
     * @param histories in which it was reached
     */
    public record Mark(String words, long histories) {}

    public CampaignReport {
        marks = List.copyOf(marks);
        failures = List.copyOf(failures);
    }

    /** The marks that no history has reached, though there were enough of them. */
    public List<String> neverReached() {
        return passed + failed < ENOUGH
                ? List.of()
                : marks.stream()
                        .filter(mark -> mark.histories() == 0)
                        .map(Mark::words)
                        .toList();
    }

    /** True if every promise was kept and every mark reached. */
    public boolean isOk() {
        return failed == 0 && neverReached().isEmpty();
    }
}
