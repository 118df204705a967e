package dev.baton.runtime.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Health;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorState;
import dev.baton.core.monitor.ProbeTime;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Probes one region for ever, in a thread of its own: a region that hangs delays no other's probe. */
final class ProbeLoop implements Runnable {

    /** The first probe loads classes and opens connections, which must not be held against the region. */
    private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(3);

    private final RegionId region;
    private final RegionProbe probe;
    private final HealthPolicy policy;
    private final LongSupplier nanoTime;
    private final Observations observations;
    private final Journal journal;
    private boolean broken;

    ProbeLoop(
            RegionId region,
            RegionProbe probe,
            HealthPolicy policy,
            LongSupplier nanoTime,
            Observations observations,
            Journal journal) {
        this.region = region;
        this.probe = probe;
        this.policy = policy;
        this.nanoTime = nanoTime;
        this.observations = observations;
        this.journal = journal;
    }

    @Override
    public void run() {
        Duration timeout = policy.probeTimeout();
        probeOnce(timeout.compareTo(FIRST_TIMEOUT) > 0 ? timeout : FIRST_TIMEOUT);
        while (!observations.isClosed()) {
            probeOnce(timeout);
        }
    }

    private void probeOnce(Duration timeout) {
        long sent = nanoTime.getAsLong();
        ProbeResult result = judged(probe(timeout), Duration.ofNanos(nanoTime.getAsLong() - sent), timeout);
        long ended = nanoTime.getAsLong();
        observed(new ProbeTime(sent, ended), result);
        observations.awaitClose(policy.probeInterval().minusNanos(nanoTime.getAsLong() - sent));
    }

    private ProbeResult probe(Duration timeout) {
        try {
            ProbeResult result = probe.probe(timeout);
            broken = false;
            return result;
        } catch (RuntimeException bug) {
            if (!broken) {
                broken = true;
                journal.broken(
                        "The probe of " + region + " failed in a way that it must not; counted as a failure", bug);
            }
            return new ProbeResult.Failed(List.of(), "probe", bug.toString());
        }
    }

    /** Slow is down. */
    private static ProbeResult judged(ProbeResult result, Duration took, Duration timeout) {
        return result instanceof ProbeResult.Ok && took.compareTo(timeout) > 0
                ? new ProbeResult.Failed(
                        result.steps(),
                        "probe",
                        "took " + took.toMillis() + " ms; at most " + timeout.toMillis() + " ms")
                : result;
    }

    private void observed(ProbeTime time, ProbeResult result) {
        journal.probed(region, result);
        observations.probed(region, result);
        Health was = observations.state().health(region); // no other thread changes it
        Health is = observations.add(state -> after(state, time, result)).health(region);
        if (!was.word().equals(is.word())) {
            journal.healthChanged(region, was, is);
            observations.callAttention();
        }
    }

    private MonitorState after(MonitorState state, ProbeTime time, ProbeResult result) {
        if (result instanceof ProbeResult.Failed failed) {
            return state.failed(region, time, failed.describe(), policy);
        }
        return result instanceof ProbeResult.Ok ? state.succeeded(region, time, policy) : state;
    }
}
