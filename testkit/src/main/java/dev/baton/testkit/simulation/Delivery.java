package dev.baton.testkit.simulation;

import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A consumer's way through its region's log, in delivery order (rule C) and past what has taken effect (rule D). */
final class Delivery {

    private final World world;
    private final SimulatedRegion region;
    private DeliveryOrder order = new DeliveryOrder(List.of());
    private long position;

    Delivery(World world, SimulatedRegion region) {
        this.world = world;
        this.region = region;
    }

    /** Starts where the region's consumers have left their hint. */
    void begin(List<Span> spans) {
        order = new DeliveryOrder(spans);
        position = region.hint();
        order.seek(position);
    }

    /** The event at hand, or the next one that is due and not in {@code frontier}; null if there is none yet. */
    @Nullable
    Event next(Frontier frontier) {
        List<Event> log = region.log();
        while (position < log.size() || position >= order.passEnd()) {
            if (position >= order.passEnd()) {
                long end = position;
                position = order.turn();
                if (position < end) {
                    world.reached(Reached.LATE_PASS_OF_A_SPAN);
                }
                continue;
            }
            Event event = log.get((int) position);
            if (order.isDue(position, event.producer(), event.sequence(), event.copiedIn())
                    && !frontier.contains(event.producer(), event.sequence())) {
                return event;
            }
            position++;
        }
        return null;
    }

    /** The event at hand has taken effect. */
    void done() {
        position++;
    }

    /** Everything before the hint has taken effect. */
    void leaveHint() {
        region.setHint(world.has(PlantedBug.RESUMES_AT_ITS_POSITION) ? position : order.resumeAt(position));
    }
}
