package dev.baton.kafka.probe;

import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far one probe has come. Safe for two threads: the one that probes, and the one that stops waiting for it. */
final class ProbeRun {

    private final List<ProbeStep> done = new ArrayList<>();
    private String step = "start";
    private long stepStartNanos = System.nanoTime();

    /** The step before has succeeded, and this one begins. */
    synchronized void begin(String next) {
        long now = System.nanoTime();
        if (!step.equals("start")) {
            done.add(new ProbeStep(step, Duration.ofNanos(now - stepStartNanos)));
        }
        step = next;
        stepStartNanos = now;
    }

    /** Every step has succeeded. */
    synchronized ProbeResult ok() {
        begin("end");
        return new ProbeResult.Ok(done);
    }

    synchronized ProbeResult failed(String why) {
        return new ProbeResult.Failed(done, step, why);
    }

    synchronized ProbeResult inconclusive(String why) {
        return new ProbeResult.Inconclusive(done, why);
    }
}
