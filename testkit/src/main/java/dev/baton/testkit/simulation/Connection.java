package dev.baton.testkit.simulation;

import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes on their way to one region: executed in order, each once. Whoever has sent them may go away; the region may still execute
 * them, or lose them from some point on.
 */
final class Connection {

    private final SimulatedRegion region;
    private final Place from;
    private final Deque<Event> onTheWay = new ArrayDeque<>();
    private final Deque<Event> answers = new ArrayDeque<>();
    private int unsettled;
    private boolean broken;

    Connection(SimulatedRegion region, Place from) {
        this.region = region;
        this.from = from;
    }

    Place from() {
        return from;
    }

    void send(Event event) {
        onTheWay.add(event);
    }

    /** The answer to {@code event} was lost: it is sent again before everything else. */
    void sendAgain(Event event) {
        onTheWay.addFirst(event);
    }

    /** True if everything that was sent is durable, or lost. */
    boolean isIdle() {
        return onTheWay.isEmpty() && unsettled == 0;
    }

    /** True if something that was sent may have been lost. */
    boolean isBroken() {
        return broken;
    }

    /** Executes the next, if there is one and the region takes it. */
    void execute() {
        Event event = region.isWritable() ? onTheWay.poll() : null;
        if (event != null) {
            unsettled++;
            region.append(event, this);
        }
    }

    /** {@code event} is durable. */
    void settled(Event event) {
        unsettled--;
        answers.add(event);
    }

    /** The next event whose writing was answered; null if there is none. */
    @Nullable
    Event answer() {
        return answers.poll();
    }

    void loseTheRest() {
        onTheWay.clear();
        answers.clear();
        unsettled = 0;
        broken = true;
    }
}
