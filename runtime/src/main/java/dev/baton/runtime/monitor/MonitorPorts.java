package dev.baton.runtime.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Signature;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.report.Bulletins;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a {@link MonitorLoop} needs from outside.
 *
 * @param tokens where the token is read and written; stays the caller's
 * @param registrations of the consumers, in the same store; stay the caller's
 * @param probes one for each region; the loop closes them
 * @param hearsay where monitors and clients report; its store stays the caller's
 * @param signatures a new one, with a fresh write id, at each call
 * @param nanoTime a monotonic clock, in nanoseconds
 */
public record MonitorPorts(
        TokenStore tokens,
        Registrations registrations,
        SortedMap<RegionId, RegionProbe> probes,
        Hearsay hearsay,
        Supplier<Signature> signatures,
        LongSupplier nanoTime) {

    public MonitorPorts {
        probes = Collections.unmodifiableSortedMap(new TreeMap<>(probes));
    }

    /**
     * Where monitors report, and what a report of this one holds besides what it sees.
     *
     * @param monitors the reports of all of them
     * @param clients the reports of producers and consumers
     * @param run random, drawn at each start
     * @param wallClock for people only
     */
    public record Hearsay(Bulletins monitors, Bulletins clients, String run, Supplier<Instant> wallClock) {}
}
