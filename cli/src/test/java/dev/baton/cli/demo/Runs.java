package dev.baton.cli.demo;

import dev.baton.cli.demo.Act.Deed;
import dev.baton.cli.demo.stage.RegionLog;
import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.RegionFindings;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A made-up run: an event every 10 ms in one partition, applied 5 ms later by whoever holds the baton. */
final class Runs {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");

    private static final long MICROS = 1_000;
    private static final int APART_MILLIS = 10;
    private static final int DELAY_MILLIS = 5;
    private static final Audit AUDIT = new Audit("a test", "a test", Instant.EPOCH, "w");

    final List<LedgerEntry> ledger = new ArrayList<>();
    final List<Applied> rows = new ArrayList<>();
    final List<Sighting> trail = new ArrayList<>();
    final List<Evidence.Done> done = new ArrayList<>();
    private final List<Evidence.Failback> failbacks = new ArrayList<>();
    private @Nullable RegionId home;
    private Optional<Findings> comparison = Optional.empty();
    private final Map<RegionId, Optional<RegionLog>> logs = new TreeMap<>();
    private Token token = Token.first("demo", List.of(R1, R2), R1, Duration.ofMillis(1_500), AUDIT);

    Runs() {
        trail.add(new Sighting(0, token));
    }

    /** Events are sent and acknowledged from one time to another, and applied by this region. */
    Runs flow(int fromMillis, int toMillis, RegionId region) {
        for (int millis = fromMillis; millis < toMillis; millis += APART_MILLIS) {
            ledger.add(new LedgerEntry(
                    new EventName("e", millis), 0, Outcome.ACKED, millis * MICROS, (millis + 1) * MICROS));
            rows.add(new Applied(
                    new EventName("e", millis),
                    0,
                    region.value(),
                    token.term().value(),
                    (millis + DELAY_MILLIS) * MICROS));
        }
        return this;
    }

    Runs act(int millis, Deed deed, RegionId region) {
        done.add(new Evidence.Done(new Act(deed, region, Duration.ofMillis(millis)), millis * MICROS));
        return this;
    }

    Runs token(int millis, Function<Token, Transition> change) {
        token = change.apply(token).fold(next -> next, refused -> {
            throw new IllegalArgumentException(refused.why());
        });
        trail.add(new Sighting(millis * MICROS, token));
        return this;
    }

    Runs demoteR1(int millis) {
        return token(millis, before -> before.demote(R1, AUDIT));
    }

    Runs handOver(RegionId to, int begunMillis, int completedMillis) {
        return token(begunMillis, before -> before.beginHandover(to, AUDIT))
                .token(completedMillis, before -> before.completeHandover(to, AUDIT));
    }

    /** r1 catches up in its first episode. */
    Runs catchUpR1(int begunMillis, int doneMillis) {
        return token(begunMillis, before -> before.beginCatchUp(R1, AUDIT))
                .token(doneMillis, before -> before.promote(R1, 1, AUDIT));
    }

    /** The baton is to come back to r1. */
    Runs home() {
        home = R1;
        return this;
    }

    /** What Baton's own comparison finds in r1; r2 is as it should be. */
    Runs compared(long missing, long repeated, long outOfOrder) {
        TreeMap<RegionId, RegionFindings> regions = new TreeMap<>();
        regions.put(R1, new RegionFindings(100, missing, repeated, outOfOrder, 0, 0, List.of()));
        regions.put(R2, new RegionFindings(100, 0, 0, 0, 0, 0, List.of()));
        Findings.Log log = new Findings.Log(100 - missing, regions);
        comparison = Optional.of(new Findings(new TreeMap<>(Map.of(new LogId("flights", 0), log))));
        return this;
    }

    Runs failback(int askedMillis, @Nullable String trouble) {
        failbacks.add(new Evidence.Failback(askedMillis * MICROS, trouble));
        return this;
    }

    /** The region's log holds all but so many of the newest events, and so many copies among them. */
    Runs log(RegionId region, int missing, long copies) {
        Set<String> events = ledger.subList(0, ledger.size() - missing).stream()
                .map(entry -> entry.event().toString())
                .collect(Collectors.toSet());
        logs.put(region, Optional.of(new RegionLog(events.size(), events, new TreeMap<>(Map.of(1L, copies)))));
        return this;
    }

    Runs log(RegionId region, int missing) {
        return log(region, missing, 0);
    }

    Report report() {
        return Analysis.of(new Evidence(
                ledger,
                rows,
                done,
                home,
                failbacks,
                trail,
                logs,
                comparison,
                new TreeMap<>(Map.of("producer", 104_857_600L))));
    }

    /** r1 is killed at 1000 ms, r2 takes over and applies from 3000 ms on; acknowledgements stall from 1000 to 2200 ms. */
    static Runs failover() {
        return new Runs()
                .flow(0, 1_000, R1)
                .act(1_000, Deed.KILL, R1)
                .demoteR1(2_200)
                .handOver(R2, 2_300, 2_900)
                .flow(3_000, 5_000, R2)
                .log(R2, 0);
    }

    /** After {@link #failover}, r1 comes back at 5000 ms, is whole at 9000 ms and is given the baton at 10100 ms. */
    static Runs failback() {
        return failover()
                .home()
                .act(5_000, Deed.RESTORE, R1)
                .flow(5_000, 10_000, R2)
                .catchUpR1(7_000, 9_000)
                .failback(5_200, null)
                .handOver(R1, 10_005, 10_100)
                .flow(10_150, 12_000, R1)
                .log(R1, 0, 400)
                .log(R2, 0);
    }
}
