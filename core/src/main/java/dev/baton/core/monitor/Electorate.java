package dev.baton.core.monitor;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose word it takes for a region to count as down, or as up: a majority of the members, of whom this monitor is one. A monitor
 * that decides alone is a majority of one. Immutable.
 *
 * <p>There is an odd number of them. Of two, a majority is both: the monitor in a region that is lost is lost with it, and nobody
 * is left to decide. Four can lose no more of them than three can.
 *
 * @param self the name of this monitor
 * @param members the names of all, this one included
 * @param heartbeat how often each reports at least; what is older than three of them is no vote
 */
public record Electorate(String self, SortedSet<String> members, Duration heartbeat) {

    /** How often a monitor reports if nothing changes. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** A report that is older than so many heartbeats does not count. */
    public static final int HEARTBEATS = 3;

    public Electorate {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        if (!members.contains(self)) {
            throw new IllegalArgumentException("self: " + self + " is none of the members " + members);
        }
        if (members.size() % 2 == 0) {
            throw new IllegalArgumentException("members: " + members.size() + " is an even number");
        }
        if (heartbeat.isZero() || heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat: " + heartbeat.toMillis() + " ms is not a positive time");
        }
    }

    /** The monitor called {@code self} decides alone. */
    public static Electorate alone(String self) {
        return new Electorate(self, new TreeSet<>(Collections.singleton(self)), HEARTBEAT);
    }

    /** How old a report may be and still count. */
    public Duration validFor() {
        return heartbeat.multipliedBy(HEARTBEATS);
    }

    /** How many it takes. */
    public int majority() {
        return members.size() / 2 + 1;
    }
}
