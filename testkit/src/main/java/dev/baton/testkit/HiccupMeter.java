package dev.baton.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells how much of a stretch of time this JVM stood still, as on a machine that is paused or has no processor to spare: a bar for
 * what the product does in time is then held against the time in which it could run. As jHiccup does it, a thread that has nothing to
 * do but to wake every 5 ms takes note when it wakes late; what is below 50 ms does not count, so that no bar becomes lower by what
 * every machine does.
 *
 * <p>It sees what stops all of this JVM, and not what another process lost. Safe for use by several threads; remembers the latest
 * thousand standstills.
 */
public final class HiccupMeter {

    static final Duration BEAT = Duration.ofMillis(5);
    static final Duration LEAST = Duration.ofMillis(50);
    private static final int REMEMBERED = 1_000;

    private static final HiccupMeter OF_THIS_JVM = started();

    private final Deque<Gap> gaps = new ArrayDeque<>();
    private long lastNanos;

    /** From when a beat was due to when one came. */
    private record Gap(long fromNanos, long toNanos) {}

    /** A stretch of time, and for how much of it this JVM stood still. */
    public record Stretch(Duration passed, Duration stoodStill) {

        /** For how long this JVM ran. */
        public Duration ran() {
            return passed.minus(stoodStill);
        }

        @Override
        public String toString() {
            return passed.toMillis() + " ms, in which this JVM stood still for " + stoodStill.toMillis() + " ms";
        }
    }

    HiccupMeter(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** The meter that has run since this was first called in this JVM: to be called before anything is measured. */
    public static HiccupMeter ofThisJvm() {
        return OF_THIS_JVM;
    }

    private static HiccupMeter started() {
        HiccupMeter meter = new HiccupMeter(System.nanoTime());
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        Patience.pause(BEAT);
                        meter.beat(System.nanoTime());
                    }
                },
                "hiccup-meter");
        thread.setDaemon(true);
        thread.start();
        return meter;
    }

    /** What has passed since then, of {@link System#nanoTime()}. */
    public Stretch since(long fromNanos) {
        return between(fromNanos, System.nanoTime());
    }

    /** What passed between these, of {@link System#nanoTime()}; the latter is not to come. */
    public Stretch between(long fromNanos, long toNanos) {
        beat(System.nanoTime()); // who asks runs: a standstill that has just ended is over for the meter as well
        return stretch(fromNanos, toNanos);
    }

    /** When this JVM went on after the last standstill since then that was at least so long; since then, if there was none. */
    public long lastAwakening(Duration atLeast, long fromNanos) {
        beat(System.nanoTime());
        return awakening(atLeast, fromNanos);
    }

    /** This JVM runs. */
    synchronized void beat(long nowNanos) {
        if (nowNanos - lastNanos > LEAST.toNanos()) {
            gaps.addLast(new Gap(lastNanos + BEAT.toNanos(), nowNanos));
        }
        if (gaps.size() > REMEMBERED) {
            gaps.removeFirst();
        }
        if (nowNanos - lastNanos > 0) { // threads may come here in another order than they took the time
            lastNanos = nowNanos;
        }
    }

    synchronized Stretch stretch(long fromNanos, long toNanos) {
        long still = gaps.stream()
                .mapToLong(gap -> Math.min(gap.toNanos() - fromNanos, toNanos - fromNanos)
                        - Math.max(gap.fromNanos() - fromNanos, 0))
                .filter(nanos -> nanos > 0)
                .sum();
        return new Stretch(Duration.ofNanos(toNanos - fromNanos), Duration.ofNanos(still));
    }

    synchronized long awakening(Duration atLeast, long fromNanos) {
        return gaps.stream()
                .filter(gap -> gap.toNanos() - gap.fromNanos() >= atLeast.toNanos() && gap.toNanos() - fromNanos > 0)
                .mapToLong(Gap::toNanos)
                .reduce(fromNanos, (before, latest) -> latest);
    }
}
