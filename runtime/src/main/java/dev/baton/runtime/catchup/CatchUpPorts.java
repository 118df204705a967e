package dev.baton.runtime.catchup;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What catch-up needs from outside.
 *
 * @param tokens where the token is read and written
 * @param journals where the journals are
 * @param logs of every region
 * @param audits makes the audit of a change for this reason, with a fresh write id at each call
 * @param nanoTime a monotonic clock, in nanoseconds
 * @param pause waits for about as long as it is told
 */
public record CatchUpPorts(
        TokenStore tokens,
        JournalStore journals,
        SortedMap<RegionId, RegionLogs> logs,
        Function<String, Audit> audits,
        LongSupplier nanoTime,
        Consumer<Duration> pause) {}
