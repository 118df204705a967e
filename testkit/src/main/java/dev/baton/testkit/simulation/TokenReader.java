package dev.baton.testkit.simulation;

import dev.baton.core.token.Token;
import dev.baton.core.token.View;
import org.jspecify.annotations.Nullable;

/** Reads the token over the network: asked for, served and received at different times. One request at a time. */
final class TokenReader {

    private final World world;
    private final Actor reader;
    private boolean asked;
    private long askedAt;
    private @Nullable Token served;

    TokenReader(Actor reader) {
        this.world = reader.world;
        this.reader = reader;
    }

    boolean isIdle() {
        return !asked;
    }

    /** Takes one step; the view, if that was the last. */
    @Nullable
    View advance() {
        Token answer = served;
        if (world.random().nextInt(100) < world.temper().slow()) {
            return null;
        }
        if (!asked) {
            asked = true;
            askedAt = reader.nanoTime();
            return null;
        }
        if (answer == null) {
            boolean arrives = world.network().passes(reader.place, world.store().place());
            asked = arrives;
            served = arrives ? world.store().read() : null;
            return null;
        }
        asked = false;
        served = null;
        if (!world.network().passes(world.store().place(), reader.place)) {
            return null;
        }
        return View.readAt(world.has(PlantedBug.TRUSTS_A_VIEW_FROM_ITS_ARRIVAL) ? reader.nanoTime() : askedAt, answer);
    }
}
