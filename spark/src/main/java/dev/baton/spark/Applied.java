package dev.baton.spark;

import dev.baton.core.frontier.Frontier;
import java.io.Serializable;

/**
 * How much of a log had taken effect at the sink at some moment. It only grows, as long as the sink forgets no effects: producers are
 * forgotten at the end of a round alone (rule D). Immutable.
 *
 * @param round of the frontier
 * @param events how many the frontier had
 */
public record Applied(long round, long events) implements Serializable {

    /** Nothing, or not known. */
    public static final Applied NOTHING = new Applied(0, 0);

    /** What is in {@code frontier}. */
    public static Applied of(Frontier frontier) {
        return new Applied(frontier.round().number(), frontier.events());
    }

    /** True if there was more at that moment: effects have been lost since, or it is another sink. */
    public boolean isLessThan(Applied then) {
        return round < then.round || (round == then.round && events < then.events);
    }
}
