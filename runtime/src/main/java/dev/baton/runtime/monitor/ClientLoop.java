package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.monitor.ClientsWord;
import dev.baton.core.monitor.Report;
import dev.baton.core.monitor.Reports;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads what clients report, and removes what those have left behind that ended without a word. Of very many, it reads a part: their
 * names are random, so it is a fair sample. In a thread of its own, so that many clients delay no vote of a monitor.
 */
final class ClientLoop implements Runnable {

    /** How many are read at most. */
    private static final int SAMPLE = 50;

    /** How often, while every region is up; otherwise ... */
    private static final Duration USUAL = ClientsWord.HEARTBEAT;
    /** ... so often. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration DEAD_AFTER = ClientsWord.HEARTBEAT.multipliedBy(20);

    private final Bulletins bulletins;
    private final LongSupplier nanoTime;
    private final Observations observations;
    private final Journal journal;
    private final Map<String, Same> unchanged = new HashMap<>();
    private Reports reports = Reports.NONE;

    /** A report, and since when it has been the newest of its client. */
    private record Same(long count, long sinceNanos) {}

    ClientLoop(Bulletins bulletins, LongSupplier nanoTime, Observations observations, Journal journal) {
        this.bulletins = bulletins;
        this.nanoTime = nanoTime;
        this.observations = observations;
        this.journal = journal;
    }

    @Override
    public void run() {
        long lastNanos = nanoTime.getAsLong();
        hear();
        while (!observations.isClosed()) {
            observations.awaitClose(SOON);
            long now = nanoTime.getAsLong();
            if (!observations.isCalm() || now - lastNanos >= USUAL.toNanos()) {
                lastNanos = now;
                hear();
            }
        }
    }

    private void hear() {
        try {
            List<String> all = bulletins.reporters();
            List<String> some = all.subList(0, Math.min(SAMPLE, all.size()));
            some.forEach(this::hear);
            unchanged.keySet().retainAll(some);
            reports = reports.only(some);
            observations.add(state -> state.heardClients(reports));
            journal.heard("clients");
        } catch (BatonException e) {
            journal.hearingFailed("clients", e);
        } catch (RuntimeException bug) {
            journal.broken("Reading what clients report failed in a way that it must not; it goes on", bug);
        }
    }

    private void hear(String client) {
        long now = nanoTime.getAsLong();
        Optional<Report> report = bulletins.newest(client).map(Bulletin::report);
        report.ifPresent(newest -> reports = reports.heard(newest, now));
        long count = report.map(Report::count).orElse(0L);
        Same same = unchanged.merge(
                client, new Same(count, now), (before, fresh) -> before.count == count ? before : fresh);
        if (now - same.sinceNanos >= DEAD_AFTER.toNanos()) {
            bulletins.forget(client);
        }
    }
}
