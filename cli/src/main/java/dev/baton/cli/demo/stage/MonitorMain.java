package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Signature;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Health;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.probe.KafkaRegionProbe;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.monitor.MonitorListener;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.monitor.MonitorPorts;
import dev.baton.runtime.monitor.MonitorSettings;
import dev.baton.runtime.monitor.RegionProbe;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class MonitorMain {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorMain.class);

    private MonitorMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Installation installation = Installation.open(Path.of(arguments[0]));
        SortedMap<RegionId, RegionProbe> probes = new TreeMap<>();
        installation.config().regions().forEach((region, config) -> probes.put(region, new KafkaRegionProbe(
                region, config.kafka(), installation.config().monitor().probeTimeout(), Installation::nonce)));
        MonitorPorts ports = new MonitorPorts(
                installation.tokens(),
                new Registrations(installation.store(), installation.config().name()),
                probes,
                () -> new Signature("monitor@" + arguments[1], Instant.now(), Installation.nonce()),
                System::nanoTime);
        new MonitorLoop(MonitorSettings.of(installation.config()), ports, new MonitorListener() {
            @Override
            public void healthChanged(RegionId region, Health was, Health is) {
                LOG.info("{}: {} -> {}", region, was, is);
            }

            @Override
            public void decided(Decision decision) {
                LOG.info("decided {}", decision);
            }

            @Override
            public void wrote(Decision.Write write, CasOutcome outcome) {
                LOG.info("wrote {}: {}", write, outcome);
            }
        }).start();
        Thread.currentThread().join();
    }
}
