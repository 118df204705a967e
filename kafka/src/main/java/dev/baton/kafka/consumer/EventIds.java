package dev.baton.kafka.consumer;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.event.EventIdHeader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the id of the event at hand; allocates nothing where there is one. For one thread.
 *
 * <p>A record without an id, or with one that is damaged, was not written by Baton: it is delivered and counted, but cannot be
 * told from a repeat. An id of an unknown format was written by a newer Baton, and guessing would repeat its events: that is an
 * error.
 */
final class EventIds {

    private static final Logger LOG = LoggerFactory.getLogger(EventIds.class);

    private final EventIdHeader header = new EventIdHeader();
    private long withoutId;

    /** True if {@code record} has an id, which the accessors then tell. */
    boolean read(ConsumerRecord<?, ?> record) {
        Header found = record.headers().lastHeader(EventIdHeader.NAME);
        if (found != null && found.value() != null && header.read(found.value())) {
            return true;
        }
        if (found != null && found.value() != null && header.problem() == EventIdHeader.Problem.UNKNOWN_FORMAT) {
            throw new InvalidConfigurationException(
                    "The event at " + record.topic() + "-" + record.partition() + ", offset "
                            + record.offset() + ", has an id of format " + found.value()[0]
                            + ", which this release does not know; upgrade before going on");
        }
        if (withoutId++ == 0) {
            LOG.atWarn()
                    .addKeyValue("event", "event-without-id")
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue(
                            "why",
                            found == null || found.value() == null
                                    ? "no header " + EventIdHeader.NAME
                                    : header.describe())
                    .log(
                            "An event without an id is delivered, but cannot be told from a repeat; said once, then only counted");
        }
        return false;
    }

    long producer() {
        return header.producer();
    }

    long sequence() {
        return header.sequence();
    }

    /** How many events without an id have been read. */
    long withoutId() {
        return withoutId;
    }
}
