package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.RegionLog;
import dev.baton.cli.demo.stage.TokenTrail;
import dev.baton.core.RegionId;
import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has left for the judge. Not to be changed.
 *
 * @param ledger of the producer
 * @param rows of the sink, in order of position
 * @param done what was done to the stage, and when
 * @param home to which the baton was to be brought whenever that was possible again; null if that was not asked for
 * @param failbacks what came of each attempt at that
 * @param trail what the token was
 * @param logs what each region's broker holds; empty if it did not answer
 * @param comparison what Baton itself finds in these logs; empty if it could not read one of them
 * @param peakBytes memory, by process
 */
record Evidence(
        List<LedgerEntry> ledger,
        List<Applied> rows,
        List<Done> done,
        @Nullable RegionId home,
        List<Failback> failbacks,
        List<TokenTrail.Sighting> trail,
        Map<RegionId, Optional<RegionLog>> logs,
        Optional<Findings> comparison,
        SortedMap<String, Long> peakBytes) {

    /** An act that was done, at that time in microseconds since 1970. */
    record Done(Act act, long atMicros) {}

    /**
     * A failback.
     *
     * @param askedMicros when it was asked for, in microseconds since 1970
     * @param trouble why it did not take place; null if it did
     */
    record Failback(long askedMicros, @Nullable String trouble) {}
}
