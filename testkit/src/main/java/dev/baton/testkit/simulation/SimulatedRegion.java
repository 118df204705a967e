package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One region's log of one partition, and what is on its way there. */
final class SimulatedRegion {

    /** DEAD loses what was on its way and every process there; FROZEN goes on where it stood. */
    enum Status {
        UP,
        FROZEN,
        DEAD
    }

    /**
     * One event in a log.
     *
     * @param copiedIn the episode that copied it, 0 if it was written directly
     */
    record Event(long producer, long sequence, long copiedIn) {}

    private final RegionId id;
    private final Random random;
    private final List<Event> log = new ArrayList<>();
    private final Frontier held = new Frontier();
    private final List<Connection> connections = new ArrayList<>();
    private final Set<Connection> left = new HashSet<>();
    private Status status = Status.UP;
    private long hint;

    SimulatedRegion(RegionId id, Random random) {
        this.id = id;
        this.random = random;
    }

    RegionId id() {
        return id;
    }

    boolean isUp() {
        return status == Status.UP;
    }

    void become(Status next) {
        status = next;
        if (next == Status.DEAD) {
            connections.forEach(Connection::loseTheRest);
            connections.clear();
            left.clear();
        }
    }

    /** Executes something of what nobody pushes: copies, and what was left behind by those who have gone away. */
    void step() {
        if (connections.isEmpty() || !isUp()) {
            return;
        }
        int i = random.nextInt(connections.size());
        Connection connection = connections.get(i);
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
    Connection connect() {
        Connection connection = new Connection(this);
        connections.add(connection);
        return connection;
    }

    /** Nobody waits any more for what is on its way here, but it may still be executed. */
    void leave(Connection connection) {
        if (left.add(connection) && !connections.contains(connection)) {
            connections.add(connection);
        }
    }

    void append(Event event) {
        log.add(event);
        held.add(event.producer(), event.sequence());
    }

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
