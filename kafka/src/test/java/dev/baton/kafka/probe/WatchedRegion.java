package dev.baton.kafka.probe;

import static org.awaitility.Awaitility.await;

import dev.baton.core.monitor.Health;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.ProbeTime;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.testkit.HiccupMeter;
import dev.baton.testkit.HiccupMeter.Stretch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Probes one region as a monitor with default settings does, and measures when its health changes. */
final class WatchedRegion implements AutoCloseable {

    private static final HealthPolicy POLICY = HealthPolicy.DEFAULT;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** After a standstill that long, and a probe that may have been under way, a health starts anew. */
    private static final Duration PAUSE = POLICY.probeInterval().plus(POLICY.probeTimeout());

    private static final HiccupMeter HICCUPS = HiccupMeter.ofThisJvm();

    /** One probe. */
    record Probed(long sentNanos, long endedNanos, ProbeResult result) {
        Duration took() {
            return Duration.ofNanos(endedNanos - sentNanos);
        }

        boolean isOk() {
            return result instanceof ProbeResult.Ok;
        }
    }

    private final RegionProbe probe;
    private final List<Probed> probes = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "watched-region");
    private volatile Health health = Health.UNKNOWN;

    WatchedRegion(RegionProbe probe) {
        this.probe = probe;
        thread.start();
    }

    private void run() {
        probeOnce(Duration.ofSeconds(3));
        while (!awaitClosed(
                POLICY.probeInterval().minus(probes.get(probes.size() - 1).took()))) {
            probeOnce(POLICY.probeTimeout());
        }
    }

    private void probeOnce(Duration timeout) {
        long sent = System.nanoTime();
        ProbeResult result = probe.probe(timeout);
        ProbeTime time = new ProbeTime(sent, System.nanoTime());
        if (result instanceof ProbeResult.Failed failed) {
            health = health.failed(time, failed.describe(), POLICY);
        } else if (result instanceof ProbeResult.Ok) {
            health = health.succeeded(time, POLICY);
        }
        probes.add(new Probed(sent, time.endedNanos(), result));
    }

    /** How long after {@code sinceNanos} the region has this health, or after it began anew as it had stood still itself. */
    Stretch until(String word, long sinceNanos) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> health.word()
                .equals(word));
        return HICCUPS.since(HICCUPS.lastAwakening(PAUSE, sinceNanos));
    }

    /** How long after {@code sinceNanos} a probe has succeeded. */
    Stretch untilOk(long sinceNanos) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> since(sinceNanos).stream()
                .anyMatch(Probed::isOk));
        return HICCUPS.since(sinceNanos);
    }

    /** The probes that have ended since. */
    List<Probed> since(long sinceNanos) {
        return probes.stream()
                .filter(probed -> probed.endedNanos() - sinceNanos > 0)
                .toList();
    }

    String word() {
        return health.word();
    }

    private boolean awaitClosed(Duration atMost) {
        try {
            return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        probe.close();
    }
}
