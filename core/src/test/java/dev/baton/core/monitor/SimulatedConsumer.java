package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.gate.Gate;
import dev.baton.core.token.Token;
import dev.baton.core.token.View;

/** A consumer of one region as far as its gate goes: it reads views, registers, stops or dies. */
final class SimulatedConsumer {

    private final RegionId region;
    private Gate gate;
    private boolean registered;

    SimulatedConsumer(RegionId region) {
        this.region = region;
        this.gate = Gate.closed(region);
    }

    /** One turn of its loop; the read of the token was sent at that instant. */
    void turn(Token token, long sentNanos) {
        gate = gate.observed(View.readAt(sentNanos, token));
        long term = gate.termToRegister();
        if (term != 0) {
            registered = true;
            gate = gate.registered(term);
        }
    }

    /** What a consumer does that has noticed that the baton leaves; one that has died never does. */
    void stopIfDue() {
        if (gate.isStopDue()) {
            gate = gate.stopped();
            registered = false;
        }
    }

    /** Dies, leaves its registration behind, and is started again. */
    void crash() {
        gate = Gate.closed(region);
    }

    boolean isRunningIn(RegionId listed) {
        return registered && region.equals(listed);
    }

    boolean isOpen(long nowNanos) {
        return gate.openTerm(nowNanos) != 0;
    }
}
