package dev.baton.cli.chaos;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong, and for how long. Immutable.
 *
 * @param kind what
 * @param region of which region; null where it concerns all
 * @param at when it begins, from the beginning of the round
 * @param length until it is undone
 */
record Fault(Kind kind, @Nullable RegionId region, Duration at, Duration length) {

    private static final double MILLIS_PER_SECOND = 1_000;

    /** What can go wrong. */
    enum Kind {
        /** SIGKILL for everything in a region. */
        KILL("kill"),
        /** SIGSTOP for everything in a region. */
        FREEZE("freeze"),
        /** Every link between a region and everything else is cut. */
        ISOLATE("isolate"),
        /** As KILL; and when the region is caught up, the agent that does that is killed as well, and started again. */
        KILL_TWICE("kill twice"),
        /** Every byte into the region and out of it is late. */
        SLOW("slow"),
        /** Producers do not reach a region that everybody else does, until their windows are full. */
        STALL("stall"),
        /** SIGSTOP for a region's processors only. */
        HANG("hang the processors of"),
        /** Nobody reaches the token's store. */
        CUT_STORE("cut the store"),
        /** SIGKILL for every agent. */
        KILL_MONITORS("kill the monitors"),
        /** An operator asks a region to take over. */
        SWITCHOVER("switchover to");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** True if the region is gone, for all that others can tell. */
        boolean losesRegion() {
            return this == KILL || this == FREEZE || this == ISOLATE || this == KILL_TWICE;
        }
    }

    /** When it is undone, from the beginning of the round. */
    Duration end() {
        return at.plus(length);
    }

    /** Such as {@code kill r1 at 0.3 s for 7.0 s}. */
    String describe() {
        return kind.words + (region == null ? "" : " " + region) + " at " + seconds(at)
                + (length.isZero() ? "" : " for " + seconds(length));
    }

    /** Such as {@code kill-twice}. */
    String name() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND);
    }
}
