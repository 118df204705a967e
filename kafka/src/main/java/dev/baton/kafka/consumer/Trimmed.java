package dev.baton.kafka.consumer;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.event.ProducerId;
import dev.baton.core.frontier.Frontier;
import dev.baton.kafka.client.BatonProperties;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that retention has cut off further on than where it was to be read. Whether anything was lost by that, the events that are
 * left tell: the first one of a producer follows on what is known of it, or something between is gone.
 *
 * <p>A consumer that comes back after months finds everything done by the other region, and nothing is said. For one thread.
 */
final class Trimmed {

    private static final Logger LOG = LoggerFactory.getLogger(Trimmed.class);

    /**
     * Where it was cut.
     *
     * @param from the offset that was to be read next, -1 if the group has never been here
     * @param start the offset of the first record that is left
     * @param end where the log ended when that was seen: what comes later cannot have a gap before it
     * @param wasReading whether everything before {@code from} was given by this very consumer, and nothing after it
     */
    record Cut(LogId log, long from, long start, long end, boolean wasReading) {}

    private final Cut cut;
    private final long lastReadMillis;
    private final boolean skips;
    private final Set<Long> met = new HashSet<>();
    private boolean asked;
    private boolean isNewGroup;
    private boolean said;

    /** {@code lastReadMillis} is the timestamp of what was read last, -1 if nothing was; {@code skips} makes errors warnings. */
    Trimmed(Cut cut, long lastReadMillis, boolean skips) {
        this.cut = cut;
        this.lastReadMillis = lastReadMillis;
        this.skips = skips;
    }

    /**
     * To be asked before an event is given or dropped as a repeat.
     *
     * @param seen what has taken effect or was given, without it
     * @throws EventsExpiredException if events before it were not given and are gone; comes again until that is allowed
     */
    void check(ConsumerRecord<?, ?> next, EventIds ids, Frontier seen) {
        if (!asked) {
            asked = true;
            isNewGroup = seen.producers() == 0; // which begins, as any does, with what there is
        }
        if (cut.wasReading() && !said) {
            refuse("offsets " + cut.from() + " to " + (cut.start() - 1) + ", written " + period(next));
        }
        if (isNewGroup || next.offset() >= cut.end() || met.contains(ids.producer())) {
            return;
        }
        long before = ids.sequence() - 1;
        boolean follows =
                before < 0 || seen.contains(ids.producer(), before) || seen.contains(ids.producer(), ids.sequence());
        if (!follows && !said) {
            refuse("those of producer " + new ProducerId(ids.producer()) + " from " + seen.end(ids.producer()) + " to "
                    + before + ", and perhaps others, written " + period(next));
        }
        met.add(ids.producer());
    }

    private void refuse(String what) {
        String text = "Retention has deleted events of " + cut.log() + " before they took effect: " + what
                + "; the oldest record left is at offset " + cut.start();
        if (!skips) {
            throw new EventsExpiredException(text
                    + ". Another region may still have them: 'baton verify " + cut.log().stream()
                    + "' tells. To go on without them, set " + BatonProperties.EXPIRED + " to skip");
        }
        said = true;
        LOG.atWarn()
                .addKeyValue("event", "events-expired")
                .addKeyValue("log", cut.log())
                .log(text);
    }

    private String period(ConsumerRecord<?, ?> next) {
        String until = "before " + Instant.ofEpochMilli(next.timestamp());
        return lastReadMillis < 0 ? until : "after " + Instant.ofEpochMilli(lastReadMillis) + " and " + until;
    }
}
