package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Report;
import dev.baton.core.monitor.Reports;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Makes known what this monitor sees, and learns what the others see; in a thread of its own, so that a store that hangs delays
 * neither a probe nor a decision.
 *
 * <p>It publishes at once when a health becomes another, and else every heartbeat. It reads the others' reports twice in a heartbeat,
 * and as often as the token while some region is not up: only then do they matter.
 */
final class ReportLoop implements Runnable {

    private final Electorate electorate;
    private final Duration poll;
    private final MonitorPorts.Hearsay hearsay;
    private final LongSupplier nanoTime;
    private final Observations observations;
    private final Journal journal;
    private final Collection<RegionId> regions;
    private final Bulletins.Board board;
    private final SortedMap<RegionId, Instant> since = new TreeMap<>();
    private SortedMap<RegionId, Finding> told = new TreeMap<>();
    private Reports reports = Reports.NONE;
    private long count;
    private long toldNanos;

    ReportLoop(MonitorSettings settings, MonitorPorts ports, Observations observations, Journal journal) {
        this.electorate = settings.electorate();
        this.poll = settings.poll();
        this.hearsay = ports.hearsay();
        this.nanoTime = ports.nanoTime();
        this.observations = observations;
        this.journal = journal;
        this.regions = ports.probes().keySet();
        this.board = hearsay.monitors().board(electorate.self());
    }

    @Override
    public void run() {
        while (!observations.isClosed()) {
            long seen = observations.changes();
            observations.awaitChange(seen, turn());
        }
    }

    /** One turn; returns when the next is due. */
    private Duration turn() {
        try {
            publishIfDue();
            journal.reported();
        } catch (BatonException e) {
            journal.reportingFailed(e);
        } catch (RuntimeException bug) {
            journal.broken("The monitor's reports failed in a way that they must not; it goes on", bug);
        }
        try {
            hear();
        } catch (BatonException e) {
            journal.hearingFailed("monitors", e);
        } catch (RuntimeException bug) {
            journal.broken("Reading reports failed in a way that it must not; it goes on", bug);
        }
        Duration usual = electorate.heartbeat().dividedBy(2);
        return observations.isCalm() || poll.compareTo(usual) > 0 ? usual : poll;
    }

    private void publishIfDue() {
        SortedMap<RegionId, Finding> now = findings();
        boolean changed = !words(now).equals(words(told));
        if (!changed
                && nanoTime.getAsLong() - toldNanos < electorate.heartbeat().toNanos()) {
            return;
        }
        Instant at = hearsay.wallClock().get();
        now.forEach((region, finding) -> {
            Finding before = told.get(region);
            if (before == null || !before.word().equals(finding.word())) {
                since.put(region, at);
            }
        });
        told = now;
        count++;
        toldNanos = nanoTime.getAsLong();
        SortedMap<RegionId, Bulletin.Detail> details = new TreeMap<>();
        since.forEach((region, when) -> details.put(region, new Bulletin.Detail(when, steps(region))));
        Bulletin bulletin = new Bulletin(new Report(electorate.self(), hearsay.run(), count, now), at, details);
        try {
            if (!board.publish(bulletin)) {
                journal.nameIsShared(electorate.self());
                board.publish(bulletin);
            }
        } catch (BatonException e) {
            toldNanos -= electorate.heartbeat().toNanos(); // due again in the next turn
            throw e;
        }
    }

    private Map<String, Duration> steps(RegionId region) {
        Map<String, Duration> steps = new LinkedHashMap<>();
        observations.steps(region).forEach(step -> steps.put(step.name(), step.took()));
        return steps;
    }

    private void hear() {
        Reports before = reports;
        for (String member : electorate.members()) {
            if (!member.equals(electorate.self())) {
                long asked = nanoTime.getAsLong();
                hearsay.monitors()
                        .newest(member)
                        .ifPresent(bulletin -> reports = reports.heard(bulletin.report(), asked));
            }
        }
        journal.heard("monitors");
        observations.add(state -> state.heardMonitors(reports));
        if (!opinions(before).equals(opinions(reports))) {
            observations.callAttention();
        }
    }

    private List<SortedMap<RegionId, String>> opinions(Reports of) {
        return electorate.members().stream()
                .flatMap(member -> of.fresh(member, electorate.validFor(), nanoTime.getAsLong()).stream())
                .map(report -> words(report.findings()))
                .toList();
    }

    private SortedMap<RegionId, Finding> findings() {
        SortedMap<RegionId, Finding> findings = new TreeMap<>();
        regions.forEach(
                region -> findings.put(region, Finding.of(observations.state().health(region))));
        return findings;
    }

    private static SortedMap<RegionId, String> words(SortedMap<RegionId, Finding> findings) {
        SortedMap<RegionId, String> words = new TreeMap<>();
        findings.forEach((region, finding) -> words.put(region, finding.word()));
        return words;
    }
}
