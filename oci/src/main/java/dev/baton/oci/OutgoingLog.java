package dev.baton.oci;

import dev.baton.core.LogId;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.RawEvent;
import dev.baton.runtime.stream.StreamWriter.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What waits to be written to one partition, in order, and how long it must wait. Guarded by its writer. */
final class OutgoingLog {

    /** One event, what it takes in an envelope, and who wants to know. */
    record Outgoing(RawEvent event, int bytes, Answer answer) {}

    private final LogId id;
    private final Deque<Outgoing> queue = new ArrayDeque<>();
    private int packed;
    private long pauseNanos;
    private long dueNanos;

    OutgoingLog(LogId id, long now) {
        this.id = id;
        this.dueNanos = now;
    }

    LogId id() {
        return id;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void add(Outgoing outgoing) {
        queue.add(outgoing);
    }

    /** Until the next attempt, after one that failed; not positive if it may be made now. */
    long waitNanos(long now) {
        return dueNanos - now;
    }

    /**
     * An envelope of the first events: those that fit into {@code room}, and no more than about {@code fair} bytes of them. Empty if
     * not even one fits.
     */
    byte[] pack(int room, int fair) {
        List<RawEvent> events = new ArrayList<>();
        int bytes = 0;
        for (Outgoing next : queue) {
            boolean fits = bytes + next.bytes() <= room && events.size() < Envelope.MAX_EVENTS;
            if (!fits || (bytes > 0 && bytes + next.bytes() > fair)) {
                break;
            }
            events.add(next.event());
            bytes += next.bytes();
        }
        packed = events.size();
        return packed == 0 ? new byte[0] : new Envelope(id.partition(), events).encode();
    }

    /** What was packed last is stored. */
    List<Outgoing> takePacked() {
        List<Outgoing> taken = new ArrayList<>(packed);
        for (int i = 0; i < packed && !queue.isEmpty(); i++) {
            taken.add(queue.remove());
        }
        packed = 0;
        return taken;
    }

    void succeeded() {
        pauseNanos = 0;
    }

    void failed(long now, long first, long longest) {
        pauseNanos = pauseNanos == 0 ? first : Math.min(longest, 2 * pauseNanos);
        dueNanos = now + pauseNanos;
    }
}
