package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Reports;
import dev.baton.core.monitor.Tally;
import dev.baton.core.monitor.Testimony;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.store.ObjectStore;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Reads what monitors and clients report, and remembers it from look to look. For one thread. */
final class Hearing {

    private static final int MAX_CLIENTS = 100;

    private final BatonConfig config;
    private final LongSupplier nanoTime;
    private Reports monitors = Reports.NONE;
    private Reports clients = Reports.NONE;

    Hearing(BatonConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    Witnesses look(ObjectStore store) {
        SortedMap<String, Bulletin> monitorBulletins = new TreeMap<>();
        SortedMap<String, Bulletin> clientBulletins = new TreeMap<>();
        Bulletins ofMonitors = Bulletins.ofMonitors(store, config.name());
        monitors = read(ofMonitors, ofMonitors.reporters(), monitors, monitorBulletins);
        Bulletins ofClients = Bulletins.ofClients(store, config.name());
        List<String> all = ofClients.reporters();
        clients = read(ofClients, all.subList(0, Math.min(MAX_CLIENTS, all.size())), clients, clientBulletins);
        SortedSet<String> fresh = new TreeSet<>(monitorBulletins.keySet());
        fresh.removeIf(monitor -> monitors.fresh(
                        monitor, Electorate.HEARTBEAT.multipliedBy(Electorate.HEARTBEATS), nanoTime.getAsLong())
                .isEmpty());
        return new Witnesses(monitorBulletins, fresh, clientBulletins, votes());
    }

    private Reports read(
            Bulletins from, Collection<String> reporters, Reports before, SortedMap<String, Bulletin> bulletins) {
        Reports heard = before.only(reporters);
        for (String reporter : reporters) {
            long asked = nanoTime.getAsLong();
            Bulletin bulletin = from.newest(reporter).orElse(null);
            if (bulletin != null) {
                bulletins.put(reporter, bulletin);
                heard = heard.heard(bulletin.report(), asked);
            }
        }
        return heard;
    }

    private SortedMap<RegionId, Tally> votes() {
        SortedMap<RegionId, Tally> votes = new TreeMap<>();
        List<String> members = config.monitor().members();
        if (!members.isEmpty()) {
            Electorate electorate = new Electorate(members.get(0), new TreeSet<>(members), Electorate.HEARTBEAT);
            Testimony testimony = new Testimony(monitors, clients);
            config.regions()
                    .keySet()
                    .forEach(
                            region -> votes.put(region, Tally.of(region, electorate, testimony, nanoTime.getAsLong())));
        }
        return votes;
    }
}
