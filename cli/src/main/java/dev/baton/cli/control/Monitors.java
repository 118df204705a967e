package dev.baton.cli.control;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Signature;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.marker.Markers;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.monitor.MonitorPorts;
import dev.baton.runtime.monitor.MonitorSettings;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.runtime.report.Bulletins;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A monitor, as the commands run it. */
final class Monitors {

    private Monitors() {}

    /**
     * A monitor that has not started; it signs with {@code name}, and tells the chronicle who it is and what it sees.
     *
     * @throws dev.baton.core.InvalidConfigurationException if the configuration names its monitors otherwise
     */
    static MonitorLoop of(Installation installation, String name, Chronicle chronicle) {
        BatonConfig config = installation.config();
        MonitorSettings settings = MonitorSettings.of(config, name);
        String by = Signature.MONITOR + name;
        MonitorPorts ports = new MonitorPorts(
                installation.tokens(),
                new Registrations(installation.store(), config.name()),
                probes(installation),
                new MonitorPorts.Hearsay(
                        Bulletins.ofMonitors(installation.store(), config.name()),
                        Bulletins.ofClients(installation.store(), config.name()),
                        Installation.nonce(),
                        Instant::now),
                () -> new Signature(by, Instant.now(), Installation.nonce()),
                System::nanoTime);
        chronicle.tell(by + " of " + config.name() + " watches "
                + config.regions().keySet() + ", " + votes(settings.electorate()) + ", policy "
                + config.monitor().policy().name().toLowerCase(Locale.ROOT) + "; Ctrl-C ends it");
        return new MonitorLoop(settings, ports, chronicle);
    }

    /** The mirror beside a monitor: has not started, and follows what the chronicle is told. */
    static Markers markers(Installation installation, Chronicle chronicle) {
        Markers markers = new Markers(installation.config(), installation.tokens(), installation.store());
        chronicle.and(markers::tokenChanged);
        return markers;
    }

    private static String votes(Electorate electorate) {
        return electorate.members().size() == 1
                ? "decides alone"
                : "decides with " + electorate.majority() + " of " + electorate.members();
    }

    private static SortedMap<RegionId, RegionProbe> probes(Installation installation) {
        BatonConfig config = installation.config();
        SortedMap<RegionId, RegionProbe> probes = new TreeMap<>();
        config.regions()
                .keySet()
                .forEach(region -> probes.put(
                        region,
                        installation
                                .clients()
                                .coveringProbe(region, config.monitor().probeTimeout())));
        return probes;
    }
}
