package dev.baton.core.protocol;

import dev.baton.core.protocol.SimulatedRegion.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes on their way to one region: executed in order, each once. Whoever has sent them may go away; the region may still execute
 * them, or lose them from some point on.
 */
final class Connection {

    private final SimulatedRegion region;
    private final Deque<Event> onTheWay = new ArrayDeque<>();
    private boolean broken;

    Connection(SimulatedRegion region) {
        this.region = region;
    }

    void send(Event event) {
        onTheWay.add(event);
    }

    /** The answer to {@code event}, the last that was executed, was lost: it is sent again before everything else. */
    void sendAgain(Event event) {
        onTheWay.addFirst(event);
    }

    boolean isIdle() {
        return onTheWay.isEmpty();
    }

    /** True if something that was sent may have been lost. */
    boolean isBroken() {
        return broken;
    }

    /** The event that was executed just now; null if there is none, or nobody to do it. */
    @Nullable
    Event execute() {
        Event event = region.isUp() ? onTheWay.poll() : null;
        if (event != null) {
            region.append(event);
        }
        return event;
    }

    void loseTheRest() {
        onTheWay.clear();
        broken = true;
    }
}
