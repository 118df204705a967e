package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.RegionLog;
import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.HistoryChecker;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.Timing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the report from the evidence. Pure. */
final class Analysis {

    private static final long MICROS_PER_MILLI = 1_000;
    private static final long NANOS_PER_MICRO = 1_000;
    /** Effects this long before a switchover and after it count as around it. */
    private static final long AROUND_MICROS = 3_000_000;

    private final Evidence evidence;
    private final Token last;
    private final Aftermath aftermath;

    private Analysis(Evidence evidence) {
        this.evidence = evidence;
        this.last = evidence.trail().get(evidence.trail().size() - 1).token();
        this.aftermath = new Aftermath(evidence);
    }

    /** The report. */
    static Report of(Evidence evidence) {
        return new Analysis(evidence).report();
    }

    private Report report() {
        Judgement judgement = HistoryChecker.judge(evidence.ledger(), evidence.rows());
        SortedMap<String, Report.RegionState> regions = new TreeMap<>();
        last.regions().keySet().forEach(region -> regions.put(region.value(), state(region)));
        List<String> complaints = new ArrayList<>(judgement.complaints());
        complaints.addAll(brokenInvariants(regions));
        complaints.addAll(standstill());
        complaints.addAll(aftermath.complaints());
        List<String> notes = new ArrayList<>(unasked());
        notes.addAll(aftermath.notes());
        return new Report(
                judgement,
                evidence.done().stream()
                        .filter(done -> done.act().losesRegion())
                        .map(this::outcome)
                        .toList(),
                aftermath.comebacks(),
                pause(switchover -> !aftermath.isFailback(switchover)),
                pause(aftermath::isFailback),
                longestGap(),
                Timing.longestStall(evidence.ledger()),
                regions,
                evidence.comparison(),
                evidence.peakBytes(),
                notes,
                complaints);
    }

    /** Its beginning is told from when the load began, as the script's times are; without a script, from the first send. */
    private Timing.Gap longestGap() {
        long start = evidence.done().stream()
                .findFirst()
                .map(done -> done.atMicros() - done.act().at().toNanos() / NANOS_PER_MICRO)
                .orElseGet(() -> evidence.ledger().stream()
                        .mapToLong(LedgerEntry::sentMicros)
                        .min()
                        .orElse(0));
        Timing.Gap gap = Timing.longestGap(evidence.rows(), start, Long.MAX_VALUE); // what was before is the warm-up
        return new Timing.Gap(gap.fromMicros() - start, gap.millis());
    }

    /** A busy machine may be so slow that a region seems to be down: no harm is done, but it is not what was to be shown. */
    private List<String> unasked() {
        List<String> notes = new ArrayList<>();
        long firstFault = evidence.done().stream()
                .mapToLong(Evidence.Done::atMicros)
                .min()
                .orElse(Long.MAX_VALUE);
        Token before = evidence.trail().get(0).token();
        for (Sighting sighting : evidence.trail()) {
            Token token = sighting.token();
            if (sighting.atMicros() < firstFault && token.version() > before.version()) {
                notes.add("before anything was done the token became: " + token.active() + " active"
                        + (token.handoverTo() == null ? "" : ", to be handed to " + token.handoverTo())
                        + ", since " + token.audit().reason());
            }
            before = token;
        }
        return notes;
    }

    private Report.RegionState state(RegionId region) {
        Optional<RegionLog> log = evidence.logs().getOrDefault(region, Optional.empty());
        return new Report.RegionState(
                last.sync(region),
                last.active().equals(region),
                evidence.rows().stream()
                        .filter(row -> row.region().equals(region.value()))
                        .count(),
                log.map(found -> OptionalLong.of(found.records())).orElse(OptionalLong.empty()),
                log.map(found -> OptionalLong.of(missing(found))).orElse(OptionalLong.empty()),
                aftermath.onlyIn(region));
    }

    /** How many acknowledged events are not in a log. */
    private long missing(RegionLog log) {
        return evidence.ledger().stream()
                .filter(entry ->
                        entry.acked() && !log.events().contains(entry.event().toString()))
                .count();
    }

    /** Invariant I1: an acknowledged event is in the log of every region that is IN_SYNC. */
    private static List<String> brokenInvariants(SortedMap<String, Report.RegionState> regions) {
        List<String> broken = new ArrayList<>();
        regions.forEach((region, state) -> {
            if (state.sync() == Sync.IN_SYNC && state.missing().orElse(0) > 0) {
                broken.add(state.missing().orElse(0) + " acknowledged events are missing from the log of " + region
                        + ", which the token calls IN_SYNC");
            }
        });
        return broken;
    }

    /** After all that was done, events must have been acknowledged, and applied by a region that was still there. */
    private List<String> standstill() {
        long end = evidence.done().stream()
                .mapToLong(Evidence.Done::atMicros)
                .max()
                .orElse(Long.MIN_VALUE);
        Set<RegionId> lost =
                new Script(evidence.done().stream().map(Evidence.Done::act).toList()).lostAtEnd();
        Set<String> lostNames = new HashSet<>();
        lost.forEach(region -> lostNames.add(region.value()));
        List<String> complaints = new ArrayList<>();
        Predicate<Applied> isAfter = row -> row.committedMicros() >= end && !lostNames.contains(row.region());
        if (evidence.rows().stream().noneMatch(isAfter)) {
            complaints.add("nothing was applied after the last fault by a region that was still there");
        }
        Predicate<LedgerEntry> isAckedAfter = entry -> entry.acked() && entry.sentMicros() >= end;
        if (evidence.ledger().stream().noneMatch(isAckedAfter)) {
            complaints.add("nothing that was sent after the last fault was acknowledged");
        }
        return complaints;
    }

    private Report.FaultOutcome outcome(Evidence.Done fault) {
        RegionId region = fault.act().region();
        Token before = tokenAt(fault.atMicros());
        if (region == null || before == null) {
            throw new IllegalArgumentException("a fault has a region, and happens when there is a token");
        }
        boolean hitActive = before.active().equals(region);
        OptionalLong detected = evidence.trail().stream()
                .filter(sighting -> sighting.atMicros() >= fault.atMicros())
                .filter(sighting -> isGivenUp(sighting.token(), region))
                .mapToLong(sighting -> (sighting.atMicros() - fault.atMicros()) / MICROS_PER_MILLI)
                .findFirst();
        OptionalLong rto = hitActive
                ? Timing.firstElsewhereMillis(evidence.rows(), region.value(), fault.atMicros())
                : OptionalLong.empty();
        return new Report.FaultOutcome(fault.act(), hitActive, detected, rto);
    }

    private static boolean isGivenUp(Token token, RegionId region) {
        boolean isLeft = token.active().equals(region) && token.handoverTo() != null;
        return token.sync(region) == Sync.OUT || isLeft;
    }

    private @Nullable Token tokenAt(long micros) {
        Token token = null;
        for (Sighting sighting : evidence.trail()) {
            if (token == null || sighting.atMicros() <= micros) {
                token = sighting.token();
            }
        }
        return token;
    }

    /** The longest gap around any such handover away from a region that was well. */
    private OptionalLong pause(Predicate<Switchover> which) {
        OptionalLong longest = OptionalLong.empty();
        for (Switchover switchover :
                Switchover.plannedIn(evidence.trail()).stream().filter(which).toList()) {
            long millis = Timing.longestGap(
                            evidence.rows(),
                            switchover.begunMicros() - AROUND_MICROS,
                            switchover.completedMicros() + AROUND_MICROS)
                    .millis();
            longest = OptionalLong.of(Math.max(millis, longest.orElse(0)));
        }
        return longest;
    }
}
