package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Signature;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.probe.KafkaRegionProbe;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.monitor.MonitorListener;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.monitor.MonitorPorts;
import dev.baton.runtime.monitor.MonitorSettings;
import dev.baton.runtime.monitor.RegionProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The main class of a monitor: it runs until the process ends. */
final class MonitorMain {

    private MonitorMain() {}

    /** Takes the path of {@code baton.yaml} and the region that the monitor runs in. */
    public static void main(String[] arguments) throws InterruptedException {
        Installation installation = Installation.open(Path.of(arguments[0]));
        Duration timeout = installation.config().monitor().probeTimeout();
        SortedMap<RegionId, RegionProbe> probes = new TreeMap<>();
        installation.config().regions().forEach((region, config) -> probes.put(
                region, new KafkaRegionProbe(region, config.kafka(), timeout, Installation::nonce)));
        MonitorPorts ports = new MonitorPorts(
                installation.tokens(),
                new Registrations(installation.store(), installation.config().name()),
                probes,
                () -> new Signature(Signature.MONITOR + arguments[1], Instant.now(), Installation.nonce()),
                System::nanoTime);
        MonitorLoop loop = new MonitorLoop(MonitorSettings.of(installation.config()), ports, MonitorListener.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(loop::close, "close"));
        loop.start();
        Thread.currentThread().join();
    }
}
