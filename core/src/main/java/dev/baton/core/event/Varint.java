package dev.baton.core.event;

/**
 * Unsigned numbers of up to 63 bits, seven bits a byte, least significant first (LEB128), in their shortest form only. Reading
 * is total and allocates nothing: a negative result names what is wrong.
 */
public final class Varint {

    /** The bytes end inside the number. */
    public static final long TRUNCATED = -1;
    /** The number has more than 63 bits or is not in its shortest form. */
    public static final long MALFORMED = -2;

    private static final int MAX_BYTES = 9;

    private Varint() {}

    /** How many bytes {@code value} takes, 1 to 9. */
    public static int size(long value) {
        return value == 0 ? 1 : (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
    }

    /** Writes {@code value}, which must not be negative, at {@code offset}; returns the offset after it. */
    public static int write(byte[] target, int offset, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value: " + value + " is negative");
        }
        int next = offset;
        long rest = value;
        while (rest >= 0x80) {
            target[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[next++] = (byte) rest;
        return next;
    }

    /** The number at {@code offset}, or {@link #TRUNCATED} or {@link #MALFORMED}. */
    public static long read(byte[] source, int offset) {
        long value = 0;
        for (int i = 0; i < MAX_BYTES; i++) {
            if (offset + i >= source.length) {
                return TRUNCATED;
            }
            byte next = source[offset + i];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return next == 0 && i > 0 ? MALFORMED : value;
            }
        }
        return MALFORMED;
    }
}
