package dev.baton.runtime.catchup;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.Copies;
import dev.baton.core.catchup.Holdings;
import dev.baton.core.frontier.Frontier;
import dev.baton.runtime.log.LogRecord;
import java.util.HashSet;
import java.util.Set;

/** What an episode copies in one log. For one thread. */
final class LogCopy {

    /**
     * Where it starts.
     *
     * @param own what the own log has
     * @param isTrimmed whether retention of the source has deleted what was not compared yet
     * @param isOwnTrimmed whether retention has deleted something of the own log
     * @param acceptGaps whether to go on all the same
     */
    record Start(
            LogId log,
            RegionId source,
            Checkpoint checkpoint,
            Own own,
            boolean isTrimmed,
            boolean isOwnTrimmed,
            boolean acceptGaps) {}

    /**
     * What the own log has.
     *
     * @param holdings from where it is compared on
     * @param known every id that was read; from the log's beginning where the source is trimmed
     */
    record Own(Holdings holdings, Frontier known) {}

    private final Start start;
    private final Copies copies;
    private final Set<Long> heldProducers = new HashSet<>();
    private final Set<Long> metProducers = new HashSet<>();
    private long copied;
    private long bytes;

    LogCopy(Start start) {
        this.start = start;
        this.copies = new Copies(
                start.own().holdings(),
                start.checkpoint().firstMissing(),
                start.checkpoint().passed());
        this.copied = start.checkpoint().copied();
        this.bytes = start.checkpoint().bytes();
        if (start.isTrimmed()) {
            start.own().known().forEach((producer, from, to) -> heldProducers.add(producer));
        }
    }

    /**
     * True if this event of the source, the next in delivery order, must be copied; it counts as copied then.
     *
     * @throws EventsExpiredException if events before it are gone from the source that the own log lacks
     */
    boolean mustCopy(LogRecord event) {
        if (!event.hasId()) {
            return false;
        }
        if (start.isTrimmed() && !start.acceptGaps() && metProducers.add(event.producer())) {
            requireNoGapBefore(event);
        }
        if (!copies.mustCopy(event.producer(), event.sequence())) {
            return false;
        }
        copied++;
        bytes += event.bytes();
        return true;
    }

    private void requireNoGapBefore(LogRecord event) {
        long before = event.sequence() - 1;
        boolean known = heldProducers.contains(event.producer());
        boolean isGap = before >= 0
                && !start.own().known().contains(event.producer(), before)
                && (known || !start.isOwnTrimmed());
        if (isGap) {
            throw new EventsExpiredException("Retention of " + start.source() + " has deleted events of " + start.log()
                    + " that must still be copied: all before offset " + event.offset() + ", written until "
                    + java.time.Instant.ofEpochMilli(event.timestamp()) + "; one producer's up to number " + before
                    + ". 'baton catch-up --accept-gaps' goes on without them");
        }
    }

    Start start() {
        return start;
    }

    Copies copies() {
        return copies;
    }

    long copied() {
        return copied;
    }

    long bytes() {
        return bytes;
    }

    /** The checkpoint when the source has been read up to {@code resume} and what was copied is durable. */
    Checkpoint checkpoint(long resume) {
        Checkpoint first = start.checkpoint();
        return new Checkpoint(
                first.from(),
                first.sourceFrom(),
                first.sourceEnd(),
                resume,
                copies.firstMissing(),
                copies.passed(),
                copied,
                bytes);
    }
}
