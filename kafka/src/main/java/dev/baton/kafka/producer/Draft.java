package dev.baton.kafka.producer;

import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** An event without its id: what the caller gave, in bytes. Immutable by agreement: nobody writes to the arrays. */
final class Draft {

    final String topic;
    final byte @Nullable [] key;
    final byte @Nullable [] value;
    final Header[] headers;
    final long timestamp;
    /** What the window counts for it. */
    final int bytes;

    Draft(String topic, byte @Nullable [] key, byte @Nullable [] value, Header[] headers, long timestamp, int bytes) {
        this.topic = topic;
        this.key = key;
        this.value = value;
        this.headers = headers;
        this.timestamp = timestamp;
        this.bytes = bytes;
    }

    Iterable<Header> headersWith(Header id) {
        Header[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = id;
        return Arrays.asList(all);
    }
}
