package dev.baton.runtime.monitor;

import dev.baton.core.monitor.MonitorState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The monitor's state, as probes and the decision loop share it, and where both wait. Safe for use by several threads. */
final class Observations {

    private MonitorState state = MonitorState.initial();
    private boolean attentionDue;
    private boolean closed;

    synchronized MonitorState state() {
        return state;
    }

    /** Replaces the state by what {@code observation} makes of it, and returns that. */
    synchronized MonitorState add(UnaryOperator<MonitorState> observation) {
        state = observation.apply(state);
        return state;
    }

    /** Something was observed that may change the decision: the loop is to look at once. */
    synchronized void callAttention() {
        attentionDue = true;
        notifyAll();
    }

    /** Returns after that time, or sooner if attention was called or the loop is closed. */
    synchronized void awaitAttention(Duration atMost) {
        long start = System.nanoTime();
        long left = atMost.toNanos();
        while (!attentionDue && !closed && left > 0 && waited(left)) {
            left = atMost.toNanos() - (System.nanoTime() - start);
        }
        attentionDue = false;
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
