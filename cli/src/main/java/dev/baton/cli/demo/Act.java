package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that the demo does to the stage. Immutable.
 *
 * @param deed what
 * @param region to which region; null where it concerns all
 * @param store to which of the token's three stores; null where it concerns none of them alone
 * @param at how long after the load began
 */
record Act(Deed deed, @Nullable RegionId region, @Nullable String store, Duration at) {

    private static final double MILLIS_PER_SECOND = 1_000;

    Act(Deed deed, @Nullable RegionId region, Duration at) {
        this(deed, region, null, at);
    }

    /** What can be done. */
    enum Deed {
        KILL("kill", "is lost: SIGKILL for all that serves and runs in it"),
        FREEZE("freeze", "hangs: SIGSTOP for all that serves and runs in it"),
        ISOLATE("isolate", "is cut off from everything else"),
        RESTORE("restore", "comes back"),
        SWITCHOVER("switchover to", "is asked to take over"),
        KILL_MONITORS("kill all monitors", "All agents are killed, so that nobody monitors"),
        CUT_STORE("cut off the token store", "The token store is cut off from everybody"),
        KILL_STORE("kill store", "is lost: SIGKILL for its process"),
        FREEZE_STORE("freeze store", "hangs: SIGSTOP for its process"),
        WIPE_STORE("wipe store", "is emptied"),
        RESTORE_STORE("restore store", "comes back, and is rebuilt"),
        HEAL_STORE("reconnect the token store", "The token store can be reached again");

        private final String verb;
        private final String news;

        Deed(String verb, String news) {
            this.verb = verb;
            this.news = news;
        }
    }

    /** True if it takes a region away. */
    boolean losesRegion() {
        return deed == Deed.KILL || deed == Deed.FREEZE || deed == Deed.ISOLATE;
    }

    /** Such as {@code kill r1 at 10.0 s}. */
    String describe() {
        return deed.verb + (region == null ? "" : " " + region) + (store == null ? "" : " " + store) + " at "
                + seconds();
    }

    /** One line for when it happens. */
    String news() {
        if (store != null) {
            return "Store " + store + " of the token " + deed.news;
        }
        return region == null ? deed.news : region + " " + deed.news;
    }

    /** Its name in a report, such as {@code kill} or {@code cut-store}. */
    String name() {
        return deed.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private String seconds() {
        return String.format(java.util.Locale.ROOT, "%.1f s", at.toMillis() / MILLIS_PER_SECOND);
    }
}
