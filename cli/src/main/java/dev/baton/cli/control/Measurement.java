package dev.baton.cli.control;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.RegionClients;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import dev.baton.runtime.monitor.RegionProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Probes every region for a while, as often as a monitor does and with more patience. What it has measured may be read after
 * {@link #run} only.
 */
final class Measurement {

    /** Of what has been going on before the clients are connected, nothing is counted. */
    private static final int WARM_UP = 4;

    private final BatonConfig config;
    private final Duration length;
    private final SortedMap<RegionId, Region> regions = new TreeMap<>();

    /** One region's probes. */
    static final class Region {

        private final List<Duration> totals = new ArrayList<>();
        private final Map<String, List<Duration>> steps = new LinkedHashMap<>();
        private int failed;
        private @Nullable String why;

        private void add(ProbeResult result, Duration took) {
            if (result instanceof ProbeResult.Ok) {
                totals.add(took);
                for (ProbeStep step : result.steps()) {
                    steps.computeIfAbsent(step.name(), name -> new ArrayList<>())
                            .add(step.took());
                }
            } else {
                failed++;
                why = Probes.describe(result);
            }
        }

        List<Duration> totals() {
            return totals;
        }

        Map<String, List<Duration>> steps() {
            return steps;
        }

        int failed() {
            return failed;
        }

        /** Of the last failure. */
        @Nullable
        String why() {
            return why;
        }

        /** How many would have failed with this timeout. */
        long slowerThan(Duration timeout) {
            return totals.stream().filter(took -> took.compareTo(timeout) > 0).count();
        }
    }

    Measurement(BatonConfig config, Duration length) {
        this.config = config;
        this.length = length;
        config.regions().keySet().forEach(region -> regions.put(region, new Region()));
    }

    /** Returns after that time; a region each has a thread of its own. */
    SortedMap<RegionId, Region> run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        regions.forEach((region, measured) -> {
            Thread thread = new Thread(() -> probe(region, measured), "baton-measure-" + region);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        });
        for (Thread thread : threads) {
            thread.join();
        }
        return regions;
    }

    private void probe(RegionId region, Region measured) {
        try (RegionClients clients = new RegionClients(config);
                RegionProbe probe = clients.probe(region, Probes.PATIENCE)) {
            for (int i = 0; i < WARM_UP; i++) {
                timed(probe);
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < length.toNanos()) {
                Timed one = timed(probe);
                measured.add(one.result, one.took);
            }
        }
    }

    private record Timed(ProbeResult result, Duration took) {}

    private Timed timed(RegionProbe probe) {
        long sent = System.nanoTime();
        ProbeResult result = probe.probe(Probes.PATIENCE);
        Duration took = Duration.ofNanos(System.nanoTime() - sent);
        LockSupport.parkNanos(config.monitor().probeInterval().minus(took).toNanos());
        return new Timed(result, took);
    }
}
