package dev.baton.core.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as bytes, with its headers. Immutable by agreement: nobody writes to the arrays, which are not copied.
 *
 * <p>Not a record, as arrays are not compared by what they hold.
 */
public final class RawEvent {

    /** A name and a value; names may repeat. */
    public static final class Header {

        private final String name;
        private final byte @Nullable [] value;

        /** A header called {@code name}. */
        public Header(String name, byte @Nullable [] value) {
            this.name = name;
            this.value = value;
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** Its value. */
        public byte @Nullable [] value() {
            return value;
        }
    }

    private final long timestamp;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final List<Header> headers;

    /** An event; {@code timestamp} in milliseconds since 1970, negative if it has none. */
    public RawEvent(long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        this.timestamp = timestamp;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** Milliseconds since 1970, negative if it has none. */
    public long timestamp() {
        return timestamp;
    }

    /** The key that its producer gave. */
    public byte @Nullable [] key() {
        return key;
    }

    /** The value. */
    public byte @Nullable [] value() {
        return value;
    }

    /** In their order. */
    public List<Header> headers() {
        return headers;
    }
}
