package dev.baton.runtime.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Health;
import dev.baton.core.monitor.MonitorState;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The monitor's state, as probes and the decision loop share it, and where both wait. Safe for use by several threads. */
final class Observations {

    private MonitorState state = MonitorState.initial();
    private final SortedMap<RegionId, List<ProbeStep>> steps = new TreeMap<>();
    private long changes;
    private boolean closed;

    synchronized MonitorState state() {
        return state;
    }

    /** Replaces the state by what {@code observation} makes of it, and returns that. */
    synchronized MonitorState add(UnaryOperator<MonitorState> observation) {
        state = observation.apply(state);
        return state;
    }

    /** The steps of the last probe of {@code region}. */
    synchronized List<ProbeStep> steps(RegionId region) {
        return steps.getOrDefault(region, List.of());
    }

    synchronized void probed(RegionId region, ProbeResult result) {
        steps.put(region, result.steps());
    }

    /** True if every region that was probed is up, as this monitor sees it. */
    synchronized boolean isCalm() {
        return steps.keySet().stream().allMatch(region -> state.health(region) instanceof Health.Up);
    }

    /** Something was observed that may change what is to be done: the loops are to look at once. */
    synchronized void callAttention() {
        changes++;
        notifyAll();
    }

    /** How often attention was called. */
    synchronized long changes() {
        return changes;
    }

    /** Returns after that time, or sooner if attention was called more often than {@code seen} or the loop is closed. */
    synchronized void awaitChange(long seen, Duration atMost) {
        long start = System.nanoTime();
        long left = atMost.toNanos();
        while (changes == seen && !closed && left > 0 && waited(left)) {
            left = atMost.toNanos() - (System.nanoTime() - start);
        }
    }

    /** Returns after that time, or sooner if the loop is closed. */
    synchronized void awaitClose(Duration atMost) {
        long start = System.nanoTime();
        long left = atMost.toNanos();
        while (!closed && left > 0 && waited(left)) {
            left = atMost.toNanos() - (System.nanoTime() - start);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private boolean waited(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
            return true;
        } catch (InterruptedException e) {
            closed = true; // only close() interrupts these threads
            return false;
        }
    }
}
