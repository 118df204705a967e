package dev.baton.testkit.history;

import java.util.BitSet;

/** The times without any effect, to the millisecond, in whatever order the effects are told: a bit a millisecond. For one thread. */
final class Pauses {

    private static final long MICROS_PER_MILLI = 1_000;

    private final BitSet busy = new BitSet();
    private final long baseMillis;

    /** @param fromMicros the earliest time that can be told; what was before counts as that */
    Pauses(long fromMicros) {
        this.baseMillis = fromMicros / MICROS_PER_MILLI;
    }

    /** Something took effect. @throws ArithmeticException if that was 24 days after the beginning or later */
    void effect(long atMicros) {
        busy.set(Math.toIntExact(Math.max(0, atMicros / MICROS_PER_MILLI - baseMillis)));
    }

    /** Is told of a pause. */
    interface Listener {
        void pause(long fromMicros, long millis);
    }

    /** Tells every pause above the bound that begins with an effect and ends with another, or at that time. */
    void above(long boundMillis, long endMicros, Listener listener) {
        int from = busy.nextSetBit(0);
        while (from >= 0) {
            int to = busy.nextSetBit(from + 1);
            long end = to >= 0 ? to : endMicros / MICROS_PER_MILLI - baseMillis;
            if (end - from > boundMillis) {
                listener.pause((from + baseMillis) * MICROS_PER_MILLI, end - from);
            }
            from = to;
        }
    }
}
