package dev.baton.core.event;

import dev.baton.core.Decoded;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of one partition, in order, as the value of one message of a service that has no headers (protocol, section 2):
 * {@code 0xBA 0x70 | 0x01 | partition | count | events}. Each event is {@code timestamp (8 bytes, big endian) | key | value | number
 * of headers | headers}, a header is {@code name | value}. Numbers are varints; bytes are their length plus one and then they
 * themselves, 0 for null.
 *
 * <p>One message is stored or not as a whole, so events in it cannot change places, whatever becomes of other messages. An envelope
 * without events is a mark: it says where the log stands, and nobody is given it. The partition is the one that was meant; an
 * envelope found in another one was led astray and counts for nothing there.
 *
 * <p>Decoding is total. Immutable.
 */
public final class Envelope {

    /** Events in one envelope at most. */
    public static final int MAX_EVENTS = 4096;

    private static final byte[] MAGIC = {(byte) 0xba, 0x70};
    private static final byte FORMAT = 1;
    private static final int START = MAGIC.length + 1;
    private static final int TIMESTAMP_BYTES = Long.BYTES;

    private final int partition;
    private final List<RawEvent> events;

    /** An envelope of these, for this partition. */
    public Envelope(int partition, List<RawEvent> events) {
        if (partition < 0 || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("partition: " + partition + ", events: " + events.size()
                    + "; a partition is not negative, and there are at most " + MAX_EVENTS);
        }
        this.partition = partition;
        this.events = List.copyOf(events);
    }

    /** The partition that it is meant for. */
    public int partition() {
        return partition;
    }

    /** The events, in order; none if this is a mark. */
    public List<RawEvent> events() {
        return events;
    }

    /** What an envelope takes before its events, at most. */
    public static int overhead() {
        return START + 5 + 2;
    }

    /** The bytes that {@code event} takes in an envelope. */
    public static int size(RawEvent event) {
        int size = TIMESTAMP_BYTES
                + size(event.key())
                + size(event.value())
                + Varint.size(event.headers().size());
        for (RawEvent.Header header : event.headers()) {
            size += size(utf8(header.name())) + size(header.value());
        }
        return size;
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? 1 : Varint.size(bytes.length + 1L) + bytes.length;
    }

    /** The bytes of this. */
    public byte[] encode() {
        int size = START + Varint.size(partition) + Varint.size(events.size());
        for (RawEvent event : events) {
            size += size(event);
        }
        byte[] bytes = new byte[size];
        ByteBuffer out = ByteBuffer.wrap(bytes).put(MAGIC).put(FORMAT);
        number(out, partition);
        number(out, events.size());
        for (RawEvent event : events) {
            out.putLong(event.timestamp());
            bytes(out, event.key());
            bytes(out, event.value());
            number(out, event.headers().size());
            for (RawEvent.Header header : event.headers()) {
                bytes(out, utf8(header.name()));
                bytes(out, header.value());
            }
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void number(ByteBuffer out, long number) {
        byte[] bytes = new byte[Varint.size(number)];
        Varint.write(bytes, 0, number);
        out.put(bytes);
    }

    private static void bytes(ByteBuffer out, byte @Nullable [] bytes) {
        number(out, bytes == null ? 0 : bytes.length + 1L);
        if (bytes != null) {
            out.put(bytes);
        }
    }

    /** True if {@code bytes} begin as an envelope does: anything else is an event that Baton did not write. */
    public static boolean isOne(byte[] bytes) {
        return bytes.length >= START && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** The envelope that {@code bytes} are, or why they are none. */
    public static Decoded<Envelope> decode(byte[] bytes) {
        if (!isOne(bytes)) {
            return new Decoded.Malformed<>("is no envelope");
        }
        if (bytes[MAGIC.length] != FORMAT) {
            return new Decoded.Malformed<>("is of format " + bytes[MAGIC.length]
                    + ", which this release does not know; upgrade before going on");
        }
        try {
            return new Decoded.Value<>(new Cursor(bytes).envelope());
        } catch (MalformedException e) {
            return new Decoded.Malformed<>(String.valueOf(e.getMessage()));
        }
    }

    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String why) {
            super(why, null, false, false);
        }
    }

    /** Reads on; for one thread. */
    private static final class Cursor {

        private final byte[] source;
        private int at = START;

        Cursor(byte[] source) {
            this.source = source;
        }

        Envelope envelope() throws MalformedException {
            int partition = number(Integer.MAX_VALUE);
            int count = number(MAX_EVENTS);
            List<RawEvent> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                events.add(event());
            }
            if (at != source.length) {
                throw new MalformedException("has bytes after its end");
            }
            return new Envelope(partition, events);
        }

        private RawEvent event() throws MalformedException {
            require(TIMESTAMP_BYTES);
            long timestamp = ByteBuffer.wrap(source).getLong(at);
            at += TIMESTAMP_BYTES;
            byte[] key = bytes();
            byte[] value = bytes();
            int count = number(Integer.MAX_VALUE);
            List<RawEvent.Header> headers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                headers.add(new RawEvent.Header(name(), bytes()));
            }
            return new RawEvent(timestamp, key, value, headers);
        }

        private String name() throws MalformedException {
            byte[] name = bytes();
            if (name == null) {
                throw new MalformedException("has a header without a name");
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(name))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new MalformedException("has a header whose name is no UTF-8");
            }
        }

        private byte @Nullable [] bytes() throws MalformedException {
            int length = number(Integer.MAX_VALUE) - 1;
            if (length < 0) {
                return null;
            }
            require(length);
            at += length;
            return Arrays.copyOfRange(source, at - length, at);
        }

        private int number(int most) throws MalformedException {
            long number = Varint.read(source, at);
            if (number == Varint.TRUNCATED) {
                throw new MalformedException("ends too early");
            }
            if (number < 0 || number > most) {
                throw new MalformedException("holds a number that is out of range");
            }
            at += Varint.size(number);
            return (int) number;
        }

        private void require(int bytes) throws MalformedException {
            if (source.length - at < bytes) {
                throw new MalformedException("ends too early");
            }
        }
    }
}
