package dev.baton.cli.demo;

import dev.baton.core.token.Sync;
import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What came out of a run. Immutable.
 *
 * @param judgement of the ledger and the rows
 * @param faults what became of each loss of a region, in order
 * @param comebacks what became of each region that was brought back, in order
 * @param switchoverPauseMillis the longest gap between effects around a planned switchover; empty if there was none
 * @param failbackPauseMillis the longest gap between effects around a failback; empty if there was none
 * @param longestGap between effects since the load began; its beginning is told from when the load began
 * @param longestStall of the producer
 * @param regions how each of them stands at the end
 * @param comparison of the regions' logs by Baton itself; empty if one of them does not answer
 * @param peakBytes memory, by process
 * @param notes what else is worth knowing; one sentence each
 * @param complaints why it did not go as promised; empty if it did
 */
record Report(
        Judgement judgement,
        List<FaultOutcome> faults,
        List<Comeback> comebacks,
        OptionalLong switchoverPauseMillis,
        OptionalLong failbackPauseMillis,
        Timing.Gap longestGap,
        Timing.Gap longestStall,
        SortedMap<String, RegionState> regions,
        Optional<Findings> comparison,
        SortedMap<String, Long> peakBytes,
        List<String> notes,
        List<String> complaints) {

    /**
     * What followed from the loss of a region.
     *
     * @param hitActive whether the region held the baton
     * @param detectMillis until the token said so
     * @param rtoMillis until another region applied its first event, if the region held the baton
     */
    record FaultOutcome(Act act, boolean hitActive, OptionalLong detectMillis, OptionalLong rtoMillis) {}

    /**
     * What followed when a region was brought back that the token had given up.
     *
     * @param copied events that were copied into its log; empty if it was not caught up or its service does not answer
     * @param inSyncMillis until the token called it IN_SYNC
     */
    record Comeback(Act act, OptionalLong copied, OptionalLong inSyncMillis) {}

    /**
     * One region at the end.
     *
     * @param isActive whether it holds the baton
     * @param applied effects that it wrote
     * @param events in its log; empty if its service does not answer
     * @param missing acknowledged events that are not in its log; empty likewise
     * @param onlyHere different events that are in no other region's log; empty if a broker does not answer
     */
    record RegionState(
            Sync sync,
            boolean isActive,
            long applied,
            OptionalLong events,
            OptionalLong missing,
            OptionalLong onlyHere) {}

    boolean isOk() {
        return complaints.isEmpty();
    }

    /** The first failover, the one that the report is about. */
    OptionalLong firstDetectMillis() {
        return faults.stream()
                .filter(FaultOutcome::hitActive)
                .map(FaultOutcome::detectMillis)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** As above. */
    OptionalLong firstRtoMillis() {
        return faults.stream()
                .filter(FaultOutcome::hitActive)
                .map(FaultOutcome::rtoMillis)
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
