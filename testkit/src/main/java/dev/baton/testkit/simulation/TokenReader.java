package dev.baton.core.protocol;

import dev.baton.core.token.Token;
import dev.baton.core.token.View;
import org.jspecify.annotations.Nullable;

/** Reads the token over a network: asked for, served and received at different times. One request at a time. */
final class TokenReader {

    private final World world;
    private final LocalClock clock;
    private boolean asked;
    private long askedAt;
    private @Nullable Token served;

    TokenReader(World world, LocalClock clock) {
        this.world = world;
        this.clock = clock;
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
            askedAt = clock.at(world.now());
            return null;
        }
        if (answer == null) {
            served = world.store().read();
            return null;
        }
        asked = false;
        served = null;
        return View.readAt(
                world.has(PlantedBug.TRUSTS_A_VIEW_FROM_ITS_ARRIVAL) ? clock.at(world.now()) : askedAt, answer);
    }
}
