package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One region's log of one partition, and what is on its way there. What is written becomes durable later; only then is it answered
 * and can it be read. A region that dies loses what is not durable, and nothing else: an answer is a promise.
 */
final class SimulatedRegion {

    /**
     * DEAD loses what was on its way and every process there; FROZEN goes on where it stood; HALF_DEAD can be read, and takes
     * no writes.
     */
    enum Status {
        UP,
        HALF_DEAD,
        FROZEN,
        DEAD
    }

    /**
     * One event in a log.
     *
     * @param copiedIn the episode that copied it, 0 if it was written directly
     */
    record Event(long producer, long sequence, long copiedIn) {}

    /** Written, and not yet durable. */
    private record Written(Event event, Connection by) {}

    private final World world;
    private final RegionId id;
    private final Place place;
    private final SplittableRandom random;
    private final List<Event> log = new ArrayList<>();
    private final Deque<Written> tail = new ArrayDeque<>();
    private final Frontier held = new Frontier();
    private final List<Connection> connections = new ArrayList<>();
    private final Set<Connection> left = new LinkedHashSet<>();
    private Status status = Status.UP;
    private long hint;

    SimulatedRegion(World world, RegionId id) {
        this.world = world;
        this.id = id;
        this.place = world.network().newPlace(id.value());
        this.random = world.random();
    }

    RegionId id() {
        return id;
    }

    Place place() {
        return place;
    }

    boolean isReadable() {
        return status == Status.UP || status == Status.HALF_DEAD;
    }

    boolean isWritable() {
        return status == Status.UP;
    }

    void become(Status next) {
        status = next;
        world.trace().note(world.now(), id.value(), "is", next.name());
        if (next == Status.DEAD) {
            if (!tail.isEmpty()) {
                world.reached(Reached.TAIL_LOST);
            }
            tail.forEach(written -> written.by().loseTheRest());
            tail.clear();
            connections.forEach(Connection::loseTheRest);
            connections.clear();
            left.clear();
        }
    }

    /** Executes something of what nobody pushes: copies, and what was left behind by those who have gone away. */
    void step() {
        settle();
        if (connections.isEmpty() || !isWritable()) {
            return;
        }
        int i = random.nextInt(connections.size());
        Connection connection = connections.get(i);
        if (!left.contains(connection) && !world.network().isOpenBothWays(connection.from(), place)) {
            return;
        }
        for (int most = random.nextInt(12); most >= 0 && !connection.isIdle(); most--) {
            connection.execute();
        }
        if (left.contains(connection) && random.nextInt(4) == 0) {
            connection.loseTheRest();
        }
        if (left.contains(connection) && connection.isIdle()) {
            connections.remove(i);
            left.remove(connection);
        }
    }

    /** A connection whose writes are executed at some time. */
    Connection connect(Place from) {
        Connection connection = new Connection(this, from);
        connections.add(connection);
        return connection;
    }

    /** Nobody waits any more for what is on its way here, but it may still be executed. */
    void leave(Connection connection) {
        if (left.add(connection) && !connections.contains(connection)) {
            connections.add(connection);
        }
    }

    void append(Event event, Connection by) {
        tail.add(new Written(event, by));
        if (random.nextInt(100) >= world.faults().lag()) {
            settle();
        }
    }

    private void settle() {
        while (!tail.isEmpty() && isWritable()) {
            Written written = tail.remove();
            log.add(written.event());
            held.add(written.event().producer(), written.event().sequence());
            written.by().settled(written.event());
        }
    }

    /** What is durable. */
    List<Event> log() {
        return log;
    }

    /** Every event of the log. */
    Frontier held() {
        return held;
    }

    /** The offset at which its consumers begin to read: everything before it has taken effect. */
    long hint() {
        return hint;
    }

    void setHint(long offset) {
        hint = offset;
    }
}
