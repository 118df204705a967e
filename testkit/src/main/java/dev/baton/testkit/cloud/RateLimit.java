package dev.baton.testkit.cloud;

import java.util.ArrayDeque;
import java.util.Deque;

/** So much in any second, 0 for no limit; what comes when nothing did is taken whatever its size. For one thread at a time. */
final class RateLimit {

    private static final long SECOND_MILLIS = 1_000;

    private record Use(long at, long amount) {}

    private final int perSecond;
    private final Deque<Use> uses = new ArrayDeque<>();
    private long used;

    RateLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    boolean admits(long amount, long nowMillis) {
        if (perSecond == 0) {
            return true;
        }
        while (!uses.isEmpty() && nowMillis - uses.element().at() >= SECOND_MILLIS) {
            used -= uses.remove().amount();
        }
        if (used > 0 && used + amount > perSecond) {
            return false;
        }
        uses.add(new Use(nowMillis, amount));
        used += amount;
        return true;
    }
}
