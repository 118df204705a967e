package dev.baton.testkit.quorum;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history of a compare-and-set register is linearizable: whether its operations can be put into one order that
 * keeps what was before what in time, and in which each saw what the ones before it had left. The search of Wing and Gong with
 * Lowe's memory of what was tried; an operation of unknown outcome forks it, as it may have taken effect at any time since it
 * began, or never. Stateless.
 */
public final class Linearizability {

    private static final int MAX_OPERATIONS = 64;

    private Linearizability() {}

    /** Which operations are in the order already, one bit each, and what the register holds after them. */
    private record Point(long placed, @Nullable String value) {}

    /**
     * True if it is linearizable, from an empty register on.
     *
     * @param history at most 64 operations, in any order
     */
    public static boolean holds(List<Operation> history) {
        if (history.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException("history: at most " + MAX_OPERATIONS + " operations can be checked");
        }
        Set<Point> seen = new HashSet<>();
        Deque<Point> open = new ArrayDeque<>(List.of(new Point(0, null)));
        while (!open.isEmpty()) {
            Point point = open.pop();
            if (isComplete(history, point)) {
                return true;
            }
            if (seen.add(point)) {
                expand(history, point, open);
            }
        }
        return false;
    }

    private static boolean isComplete(List<Operation> history, Point point) {
        return deadline(history, point) == Operation.NEVER;
    }

    /** Whatever is placed next must have begun by the first end among those not placed. */
    private static long deadline(List<Operation> history, Point point) {
        long deadline = Operation.NEVER;
        for (int i = 0; i < history.size(); i++) {
            deadline = isPlaced(point, i)
                    ? deadline
                    : Math.min(deadline, history.get(i).returnedAt());
        }
        return deadline;
    }

    private static void expand(List<Operation> history, Point point, Deque<Point> open) {
        long deadline = deadline(history, point);
        for (int i = 0; i < history.size(); i++) {
            Operation next = history.get(i);
            if (!isPlaced(point, i) && next.invokedAt() <= deadline && isLegal(next, point.value())) {
                open.push(new Point(point.placed() | (1L << i), after(next, point.value())));
            }
        }
    }

    /** An operation of unknown outcome is placed only where it takes effect; elsewhere it might as well be left out. */
    private static boolean isLegal(Operation operation, @Nullable String value) {
        return switch (operation.kind()) {
            case READ -> Objects.equals(operation.value(), value);
            case APPLIED, UNKNOWN -> Objects.equals(operation.expected(), value);
            case CONFLICT -> !Objects.equals(operation.expected(), value);
        };
    }

    private static @Nullable String after(Operation operation, @Nullable String value) {
        return switch (operation.kind()) {
            case READ, CONFLICT -> value;
            case APPLIED, UNKNOWN -> operation.value();
        };
    }

    private static boolean isPlaced(Point point, int operation) {
        return (point.placed() >>> operation & 1) == 1;
    }
}
