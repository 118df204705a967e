package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handover from a region that was IN_SYNC until it was completed: somebody asked for it. (A region that is lost is demoted
 * before its baton is handed over.) Immutable.
 *
 * @param begunMicros when the token was first seen with the handover, in microseconds since 1970
 * @param completedMicros when it was first seen in the new region's hands
 */
record Switchover(RegionId from, RegionId to, long begunMicros, long completedMicros) {

    /** All of them, in order. */
    static List<Switchover> plannedIn(List<Sighting> trail) {
        List<Switchover> found = new ArrayList<>();
        @Nullable Sighting begun = null;
        @Nullable Token previous = null;
        for (Sighting sighting : trail) {
            Token token = sighting.token();
            if (token.handoverTo() != null) {
                begun = begun == null ? sighting : begun;
            } else if (previous != null && !token.active().equals(previous.active())) {
                RegionId from = previous.active();
                // If it went faster than anybody looks, it was never seen under way.
                long since = begun == null ? sighting.atMicros() : begun.atMicros();
                if (token.sync(from) == Sync.IN_SYNC) {
                    found.add(new Switchover(from, token.active(), since, sighting.atMicros()));
                }
                begun = null;
            } else {
                begun = null;
            }
            previous = token;
        }
        return found;
    }
}
