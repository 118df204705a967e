package dev.baton.core.event;

/**
 * Reads and writes the record header {@value #NAME}: {@code 0x01 | producerId (8 bytes, big endian) | sequence (varint) |
 * copied in episode (varint, 0 = written directly)} (protocol, section 2).
 *
 * <p>An instance is a cursor over the header last read, so that reading allocates nothing; it is for one thread. Reading is
 * total: every byte string gives either an id or a {@link Problem}.
 */
public final class EventIdHeader {

    /** The header's name on the wire. */
    public static final String NAME = "baton.id";

    private static final byte FORMAT = 1;
    private static final int FIXED_BYTES = 1 + Long.BYTES;

    /** Why bytes are not an event id. */
    public enum Problem {
        /** The bytes are an event id. */
        NONE("is well formed"),
        /** The first byte names a format that this release does not know; {@link EventIdHeader#describe} says which. */
        UNKNOWN_FORMAT("is of a format that this release does not know"),
        /** The bytes end before the id does. */
        TRUNCATED("ends too early"),
        /** A number is longer than 63 bits, not written in its shortest form, or a sequence that no producer reaches. */
        BAD_NUMBER("holds a number that is out of range"),
        /** Bytes follow the end of the id. */
        TRAILING_BYTES("has bytes after its end");

        private final String text;

        Problem(String text) {
            this.text = text;
        }

        /** Completes the sentence "the header …". */
        public String text() {
            return text;
        }
    }

    private long producer;
    private long sequence;
    private long episode;
    private byte format;
    private int position;
    private Problem problem = Problem.TRUNCATED;

    /** The header of an event written directly. */
    public static byte[] write(long producer, long sequence) {
        return write(producer, sequence, 0);
    }

    /** The header of an event; {@code episode} is 0 unless catch-up copied it. */
    public static byte[] write(long producer, long sequence, long episode) {
        if (sequence < 0 || sequence == Long.MAX_VALUE || episode < 0) {
            throw new IllegalArgumentException("sequence: " + sequence + ", episode: " + episode
                    + "; neither may be negative, nor the sequence the largest");
        }
        byte[] bytes = new byte[FIXED_BYTES + Varint.size(sequence) + Varint.size(episode)];
        bytes[0] = FORMAT;
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[1 + i] = (byte) (producer >>> (56 - 8 * i));
        }
        int next = Varint.write(bytes, FIXED_BYTES, sequence);
        Varint.write(bytes, next, episode);
        return bytes;
    }

    /** Moves this cursor onto {@code bytes}; true if they are an event id, otherwise {@link #problem()} says why not. */
    public boolean read(byte[] bytes) {
        problem = parse(bytes);
        return problem == Problem.NONE;
    }

    private Problem parse(byte[] bytes) {
        if (bytes.length == 0) {
            return Problem.TRUNCATED;
        }
        format = bytes[0];
        if (format != FORMAT) {
            return Problem.UNKNOWN_FORMAT;
        }
        if (bytes.length < FIXED_BYTES) {
            return Problem.TRUNCATED;
        }
        long id = 0;
        for (int i = 1; i < FIXED_BYTES; i++) {
            id = id << 8 | bytes[i] & 0xff;
        }
        producer = id;
        position = FIXED_BYTES;
        sequence = number(bytes);
        if (sequence < 0) {
            return problem(sequence);
        }
        if (sequence == Long.MAX_VALUE) {
            return Problem.BAD_NUMBER; // no interval could end after it
        }
        episode = number(bytes);
        if (episode < 0) {
            return problem(episode);
        }
        return position == bytes.length ? Problem.NONE : Problem.TRAILING_BYTES;
    }

    private long number(byte[] bytes) {
        long value = Varint.read(bytes, position);
        if (value >= 0) {
            position += Varint.size(value);
        }
        return value;
    }

    private static Problem problem(long negative) {
        return negative == Varint.TRUNCATED ? Problem.TRUNCATED : Problem.BAD_NUMBER;
    }

    /** Why the bytes last read are no event id, or {@link Problem#NONE}. */
    public Problem problem() {
        return problem;
    }

    /** Completes the sentence "the header …" about the bytes last read; names the format if it is unknown. */
    public String describe() {
        return problem == Problem.UNKNOWN_FORMAT
                ? "is of format " + format + "; this release knows format " + FORMAT
                : problem.text();
    }

    /** The {@link ProducerId} of the header last read; means nothing after a {@link #problem()}, like the two below. */
    public long producer() {
        return producer;
    }

    /** The sequence of the header last read. */
    public long sequence() {
        return sequence;
    }

    /** The catch-up episode that copied the event last read, 0 if it was written directly. */
    public long episode() {
        return episode;
    }
}
