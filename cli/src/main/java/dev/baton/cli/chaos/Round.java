package dev.baton.cli.chaos;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What goes wrong between two times at which all is well. Immutable.
 *
 * @param number counts from 1
 * @param faults in order of time; at most one of them loses a region
 * @param failback whether an operator moves the baton once all is well again
 */
record Round(int number, List<Fault> faults, Failback failback) {

    /** When an operator moves the baton: back after a failover, or there and back if there was none. */
    enum Failback {
        NEVER(""),
        ALWAYS(", then the baton back"),
        /** If the region did not hold the baton, there was no failover. */
        UNLESS_FAILED_OVER("");

        private final String words;

        Failback(String words) {
            this.words = words;
        }
    }

    Round {
        faults = faults.stream()
                .sorted(Comparator.comparing(Fault::at).thenComparing(Fault::kind))
                .toList();
    }

    /** Such as {@code kill r1 at 0.3 s for 7.0 s, cut the store at 2.0 s for 1.1 s}. */
    String describe() {
        return faults.stream().map(Fault::describe).collect(Collectors.joining(", ")) + failback.words;
    }
}
