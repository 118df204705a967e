package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import java.util.ArrayList;
import java.util.List;

/** One region's log of one partition. */
final class SimulatedRegion {

    /** DEAD loses what was on its way and every process there; FROZEN goes on where it stood. */
    enum Status {
        UP,
        FROZEN,
        DEAD
    }

    /** One event in a log. */
    record Event(long producer, long sequence) {}

    private final RegionId id;
    private final List<Event> log = new ArrayList<>();
    private final Frontier held = new Frontier();
    private Status status = Status.UP;
    private int rebuilt;

    SimulatedRegion(RegionId id) {
        this.id = id;
    }

    RegionId id() {
        return id;
    }

    boolean isUp() {
        return status == Status.UP;
    }

    void become(Status next) {
        status = next;
    }

    void append(long producer, long sequence) {
        log.add(new Event(producer, sequence));
        held.add(producer, sequence);
    }

    List<Event> log() {
        return log;
    }

    /** Every event of the log. */
    Frontier held() {
        return held;
    }

    /** How often the log was rebuilt; whoever reads it must begin anew then. */
    int rebuilt() {
        return rebuilt;
    }

    /**
     * Stands in for the copying of rule C, which is not modelled here: the log becomes what the source has, in the source's
     * order, followed by what only this region has.
     */
    void rebuildFrom(SimulatedRegion source) {
        List<Event> own = new ArrayList<>(log);
        log.clear();
        log.addAll(source.log);
        own.stream()
                .filter(event -> !source.held.contains(event.producer(), event.sequence()))
                .forEach(log::add);
        held.addAll(source.held);
        rebuilt++;
    }
}
