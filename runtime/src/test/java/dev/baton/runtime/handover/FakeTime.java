package dev.baton.runtime.handover;

import java.time.Duration;
import java.util.TreeMap;

/** A clock that only a pause moves, and what happens at given times. For one thread. */
final class FakeTime {

    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    private final long start = Long.MAX_VALUE - Duration.ofMillis(500).toNanos(); // it wraps around soon
    private long elapsed;

    long nanoTime() {
        return start + elapsed;
    }

    void pause(Duration duration) {
        elapsed += duration.toNanos();
        while (!events.isEmpty() && events.firstKey() <= elapsed) {
            events.pollFirstEntry().getValue().run();
        }
    }

    /** Happens once so much time has passed since the start. */
    void at(Duration time, Runnable event) {
        events.put(time.toNanos(), event);
    }
}
