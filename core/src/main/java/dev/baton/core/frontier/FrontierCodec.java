package dev.baton.core.frontier;

import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.event.Varint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The compact form of a {@link Frontier}: {@code 0x02 | round | producers (varint)}, and for each producer, ascending, {@code id (8
 * bytes, big endian) | 4 × intervals + age (varint) | for each interval: gap to the end of the one before (varint), length (varint)}.
 * The round is {@code number (varint) | regions (varint)}, and for each region, ascending, {@code length of its name (varint), name
 * (ASCII), start, end, episode (varints)}.
 *
 * <p>Format 1, which is still read, had no round and no ages. One producer in one interval takes about 13 bytes. Decoding is total.
 */
public final class FrontierCodec {

    private static final byte FORMAT = 2;
    private static final byte FORMAT_WITHOUT_ROUND = 1;
    /** The fewest bytes a producer can take: id, count, gap, length. */
    private static final int MIN_PRODUCER_BYTES = Long.BYTES + 3;
    /** The fewest bytes an interval can take: gap, length. */
    private static final int MIN_INTERVAL_BYTES = 2;

    private static final int MAX_VARINT_BYTES = 9;
    private static final int AGE_BITS = 2;
    /** For the header or one producer: in one interval, of up to 2^42 events. */
    private static final int ENOUGH_FOR_MOST = 16;

    private FrontierCodec() {}

    /** The bytes of {@code frontier}. */
    public static byte[] encode(Frontier frontier) {
        int[] slots = frontier.sortedSlots();
        Writer writer = new Writer(ENOUGH_FOR_MOST * (1 + slots.length));
        writer.number(FORMAT);
        writer.round(frontier.round());
        writer.number(slots.length);
        for (int slot : slots) {
            long[] before = frontier.earlierAt(slot);
            writer.id(frontier.producerAt(slot));
            writer.number((before.length / 2 + 1L) << AGE_BITS | frontier.ageAt(slot));
            for (int i = 0; i < before.length; i += 2) {
                writer.interval(before[i], before[i + 1]);
            }
            writer.interval(frontier.lastStartAt(slot), frontier.lastEndAt(slot));
        }
        return Arrays.copyOf(writer.bytes, writer.next);
    }

    private static final class Writer {

        private byte[] bytes;
        private int next;
        private long end; // of the interval before

        Writer(int capacity) {
            this.bytes = new byte[capacity];
        }

        void round(Round round) {
            number(round.number());
            number(round.began().size());
            round.began().forEach((region, extent) -> {
                byte[] name = region.value().getBytes(StandardCharsets.US_ASCII);
                number(name.length);
                reserve(name.length);
                System.arraycopy(name, 0, bytes, next, name.length);
                next += name.length;
                number(extent.start());
                number(extent.end());
                number(extent.episode());
            });
        }

        void id(long producer) {
            reserve(Long.BYTES);
            ByteBuffer.wrap(bytes).putLong(next, producer);
            next += Long.BYTES;
            end = 0;
        }

        void interval(long from, long to) {
            number(from - end);
            number(to - from);
            end = to;
        }

        void number(long value) {
            reserve(MAX_VARINT_BYTES);
            next = Varint.write(bytes, next, value);
        }

        private void reserve(int more) {
            if (bytes.length - next < more) {
                bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, Math.max(bytes.length, more)));
            }
        }
    }

    /** The frontier in {@code bytes}, or why they are none. */
    public static Decoded<Frontier> decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Decoded.Malformed<>("is empty");
        }
        if (bytes[0] != FORMAT && bytes[0] != FORMAT_WITHOUT_ROUND) {
            return new Decoded.Malformed<>("is of format " + bytes[0] + "; this release knows formats "
                    + FORMAT_WITHOUT_ROUND + " and " + FORMAT);
        }
        return new Reader(bytes).frontier();
    }

    /** Walks over the bytes once; {@code problem} is set at the first that is wrong, and nothing is read after it. */
    private static final class Reader {

        private final byte[] bytes;
        private int position = 1;
        private String problem = "";

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        Decoded<Frontier> frontier() {
            Frontier frontier = new Frontier();
            int ageBits = bytes[0] == FORMAT_WITHOUT_ROUND ? 0 : AGE_BITS;
            if (ageBits > 0) {
                frontier.follow(round());
            }
            long count = number();
            if (problem.isEmpty() && count > (bytes.length - position) / MIN_PRODUCER_BYTES) {
                problem = "claims " + count + " producers, more than its bytes can hold";
            }
            long last = Long.MIN_VALUE;
            for (long i = 0; i < count && problem.isEmpty(); i++) {
                long producer = producer();
                if (problem.isEmpty() && i > 0 && producer <= last) {
                    problem = "names its producers out of order";
                }
                long head = number();
                byte age = (byte) (head & (1 << ageBits) - 1);
                if (problem.isEmpty() && age > Frontier.KEPT_ROUNDS) {
                    problem = "holds a producer that should have been forgotten";
                }
                long[] intervals = intervals(head >>> ageBits);
                if (problem.isEmpty()) {
                    frontier.put(producer, intervals, age);
                }
                last = producer;
            }
            if (problem.isEmpty() && position != bytes.length) {
                problem = "has bytes after its end";
            }
            return problem.isEmpty() ? new Decoded.Value<>(frontier) : new Decoded.Malformed<>(problem);
        }

        private long producer() {
            if (bytes.length - position < Long.BYTES) {
                problem = "ends too early";
                return 0;
            }
            long producer = ByteBuffer.wrap(bytes).getLong(position);
            position += Long.BYTES;
            return producer;
        }

        private Round round() {
            long round = number();
            long regions = number();
            SortedMap<RegionId, LogExtent> began = new TreeMap<>();
            for (long i = 0; i < regions && problem.isEmpty(); i++) {
                String name = name();
                long start = number();
                long end = number();
                long episode = number();
                try {
                    RegionId region = new RegionId(name);
                    LogExtent extent = new LogExtent(start, end, episode);
                    if (problem.isEmpty() && !began.isEmpty() && region.compareTo(began.lastKey()) <= 0) {
                        problem = "names its regions out of order";
                    }
                    began.put(region, extent);
                } catch (IllegalArgumentException e) {
                    problem = problem.isEmpty() ? "tells of a region what cannot be" : problem;
                }
            }
            return new Round(round, began);
        }

        private String name() {
            long length = number();
            if (problem.isEmpty() && length > bytes.length - position) {
                problem = "ends too early";
            }
            if (!problem.isEmpty()) {
                return "";
            }
            String name = new String(bytes, position, (int) length, StandardCharsets.US_ASCII);
            position += (int) length;
            return name;
        }

        private long[] intervals(long count) {
            if (problem.isEmpty() && count == 0) {
                problem = "names a producer without events";
            }
            if (problem.isEmpty() && count > (bytes.length - position) / MIN_INTERVAL_BYTES) {
                problem = "claims " + count + " intervals, more than its bytes can hold";
            }
            long[] intervals = new long[problem.isEmpty() ? Math.toIntExact(2 * count) : 0];
            long end = 0;
            for (int i = 0; i < intervals.length && problem.isEmpty(); i += 2) {
                long start = end + number();
                end = start + number();
                intervals[i] = start;
                intervals[i + 1] = end;
                if (problem.isEmpty() && !isInOrder(intervals, i)) {
                    problem = "holds intervals that are empty, touch or overflow";
                }
            }
            return intervals;
        }

        /** False as well if a sum has overflowed, as it is negative then. */
        private static boolean isInOrder(long[] intervals, int i) {
            boolean apart = i == 0 ? intervals[0] >= 0 : intervals[i] > intervals[i - 1];
            return apart && intervals[i + 1] > intervals[i];
        }

        private long number() {
            if (!problem.isEmpty()) {
                return 0;
            }
            long value = Varint.read(bytes, position);
            if (value < 0) {
                problem = value == Varint.TRUNCATED ? "ends too early" : "holds a number that is out of range";
                return 0;
            }
            position += Varint.size(value);
            return value;
        }
    }
}
