package dev.baton.core.frontier;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds, while a standby reads its own region's log, events that only one of the two regions has: what has taken effect in the
 * active region must be in the own log, and what stands in the own log must have taken effect before later events of its producer.
 *
 * <p>A difference counts once it is older than the grace period and the own log has been read to where it ended then, as events
 * reach the regions at different times. What had taken effect before the first look is not judged.
 *
 * <p>For one thread. Memory grows with the producers between two looks, not with events.
 */
public final class Reconciliation {

    /**
     * What one look has found.
     *
     * @param onlyThere events that took effect in the active region and are not in the own log
     * @param onlyHere events of the own log that the active region has passed over
     */
    public record Differences(Frontier onlyThere, Frontier onlyHere) {

        /** True if the regions agree. */
        public boolean isNone() {
            return onlyThere.producers() == 0 && onlyHere.producers() == 0;
        }
    }

    private final long graceNanos;
    private Frontier read = new Frontier(); // and not yet known to have taken effect at the last look
    private @Nullable Frontier before; // had taken effect at the look before, and was judged
    private Frontier due = new Frontier(); // had taken effect at the last look
    private Frontier readThen = new Frontier(); // and was read by then
    private long since;
    private long mustReach = -1;

    /** A reconciliation that allows events this long to reach both regions. */
    public Reconciliation(long graceNanos) {
        this.graceNanos = graceNanos;
    }

    /** This event stands in the own log. */
    public void read(long producer, long sequence) {
        read.add(producer, sequence);
    }

    /** Forgets everything; to be called when this region is not a standby, or its log is not whole. */
    public void reset() {
        read = new Frontier();
        before = null;
        mustReach = -1;
    }

    /**
     * Looks, if the grace period has passed since the look before.
     *
     * @param effective what has taken effect in the active region
     * @param position the offset to be read next in the own log
     * @param end where the own log ends
     */
    public Optional<Differences> look(Frontier effective, long position, long end, long nowNanos) {
        Frontier judged = before;
        if (judged == null) {
            begin(effective, effective, nowNanos);
            return Optional.empty();
        }
        if (nowNanos - since < graceNanos) {
            return Optional.empty();
        }
        if (mustReach < 0) {
            mustReach = end;
        }
        if (position < mustReach) {
            return Optional.empty();
        }
        Differences found =
                new Differences(minus(minus(due, judged), read), passedOver(minus(readThen, effective), effective));
        read = minus(read, due);
        begin(due, effective, nowNanos);
        return Optional.of(found);
    }

    private void begin(Frontier judged, Frontier effective, long nowNanos) {
        before = judged.copy();
        due = effective.copy();
        readThen = read.copy();
        since = nowNanos;
        mustReach = -1;
    }

    private static Frontier minus(Frontier some, Frontier others) {
        Frontier left = new Frontier();
        some.forEachMissingFrom(others, left::addRange);
        return left;
    }

    /** What comes before something of the same producer that has taken effect; the rest is yet to come. */
    private static Frontier passedOver(Frontier outstanding, Frontier effective) {
        Frontier passed = new Frontier();
        outstanding.forEach((producer, from, to) -> {
            long end = Math.min(to, effective.end(producer));
            if (from < end) {
                passed.addRange(producer, from, end);
            }
        });
        return passed;
    }
}
