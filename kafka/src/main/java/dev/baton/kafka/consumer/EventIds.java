package dev.baton.kafka.consumer;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.event.EventIdHeader;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
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

    private static final int MIN_CAPACITY = 512;

    private final EventIdHeader header = new EventIdHeader();
    // What was read ahead in this poll, in the order in which records were decoded, which is that of each partition.
    private @Nullable Headers[] ahead = new Headers[MIN_CAPACITY];
    private long[] producers = new long[MIN_CAPACITY];
    private long[] sequences = new long[MIN_CAPACITY];
    private long[] episodes = new long[MIN_CAPACITY];
    private int size;
    private int next;

    private long producer;
    private long sequence;
    private long episode;
    private long withoutId;

    /** Reads the id now for the record with these headers, about which {@link #read} will be asked in this poll. */
    void readAhead(Headers headers) {
        Header found = headers.lastHeader(EventIdHeader.NAME);
        if (found == null || found.value() == null || !header.read(found.value())) {
            return; // read() says what is wrong, as it knows which record it is
        }
        if (size == ahead.length) {
            ahead = Arrays.copyOf(ahead, 2 * size);
            producers = Arrays.copyOf(producers, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            episodes = Arrays.copyOf(episodes, 2 * size);
        }
        ahead[size] = headers;
        producers[size] = header.producer();
        sequences[size] = header.sequence();
        episodes[size] = header.episode();
        size++;
    }

    /** Another poll begins. */
    void forget() {
        Arrays.fill(ahead, 0, size, null);
        size = 0;
        next = 0;
    }

    /** True if {@code record} has an id, which the accessors then tell. */
    boolean read(ConsumerRecord<?, ?> record) {
        if (next < size && ahead[next] == record.headers()) {
            producer = producers[next];
            sequence = sequences[next];
            episode = episodes[next];
            next++;
            return true;
        }
        return readNow(record);
    }

    private boolean readNow(ConsumerRecord<?, ?> record) {
        Header found = record.headers().lastHeader(EventIdHeader.NAME);
        if (found != null && found.value() != null && header.read(found.value())) {
            producer = header.producer();
            sequence = header.sequence();
            episode = header.episode();
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
        return producer;
    }

    long sequence() {
        return sequence;
    }

    /** The catch-up episode that copied the event, 0 if it was written directly. */
    long episode() {
        return episode;
    }

    /** How many events without an id have been read. */
    long withoutId() {
        return withoutId;
    }
}
