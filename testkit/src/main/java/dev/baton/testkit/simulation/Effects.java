package dev.baton.testkit.simulation;

import dev.baton.core.frontier.Frontier;
import dev.baton.testkit.simulation.SimulatedRegion.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has taken effect and in which order, as seen by somebody who only looks at the effects (I3, I4). */
final class Effects {

    private final World world;
    private final boolean mayRepeat;
    private final Map<Long, List<Long>> order = new HashMap<>();
    private final Frontier applied = new Frontier();

    Effects(World world, boolean mayRepeat) {
        this.world = world;
        this.mayRepeat = mayRepeat;
    }

    Frontier applied() {
        return applied;
    }

    void apply(Event event) {
        long producer = event.producer();
        world.check(world.promises().isProduced(producer, event.sequence()), "I4", event, "was never produced");
        if (applied.add(producer, event.sequence())) {
            order.computeIfAbsent(producer, first -> new ArrayList<>()).add(event.sequence());
            checkOrder(producer, world.promises().acknowledged());
        } else {
            world.check(mayRepeat, "I3", event, "has taken effect twice");
            world.reached(Reached.REPEATED_AT_A_DIRECT_SINK);
        }
    }

    /** The acknowledged events of a producer have taken effect, for the first time, in order. */
    void checkOrder(long producer, Frontier acknowledged) {
        long last = -1;
        for (long sequence : order.getOrDefault(producer, List.of())) {
            if (acknowledged.contains(producer, sequence)) {
                if (sequence <= last) {
                    throw world.broken("order", producer + "/" + sequence + " has taken effect after " + last);
                }
                last = sequence;
            }
        }
    }
}
