package dev.baton.runtime.catchup;

import dev.baton.core.Decoded;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.Mark;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.event.Varint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link RegionJournal} as bytes: a format byte, then its fields in order; numbers as {@link Varint}. About a dozen bytes for
 * each producer of a span. Decoding is total.
 */
final class JournalCodec {

    private static final byte FORMAT = 1;
    private static final int MORE = 0x80;
    private static final int LOW = 0x7f;
    private static final int GROUP = 7;
    private static final int MAX_SHIFT = 63;

    private JournalCodec() {}

    static byte[] encode(RegionJournal journal) {
        try {
            return bytes(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only a text that is too long: nothing else can fail in memory
        }
    }

    private static byte[] bytes(RegionJournal journal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(FORMAT);
        out.writeUTF(journal.region().value());
        number(out, journal.episode());
        out.writeUTF(journal.owner());
        RegionId source = journal.source();
        out.writeUTF(source == null ? "" : source.value());
        number(out, journal.bytesPerSecond());
        out.writeUTF(journal.trouble());
        number(out, journal.logs().size());
        for (Map.Entry<LogId, LogJournal> log : journal.logs().entrySet()) {
            out.writeUTF(log.getKey().stream());
            number(out, log.getKey().partition());
            write(out, log.getValue());
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, LogJournal log) throws IOException {
        number(out, log.spans().size());
        for (Span span : log.spans()) {
            number(out, span.from());
            number(out, span.to());
            number(out, span.episode());
            sequences(out, span.firstMissing());
        }
        number(out, log.marks().size());
        for (Map.Entry<RegionId, Mark> mark : log.marks().entrySet()) {
            out.writeUTF(mark.getKey().value());
            number(out, mark.getValue().theirs());
            number(out, mark.getValue().own());
            number(out, mark.getValue().compared());
        }
        number(out, log.inSyncUntil());
        Checkpoint checkpoint = log.checkpoint();
        out.writeBoolean(checkpoint != null);
        if (checkpoint != null) {
            number(out, checkpoint.from());
            number(out, checkpoint.sourceFrom());
            number(out, checkpoint.sourceEnd());
            number(out, checkpoint.resume());
            sequences(out, checkpoint.firstMissing());
            sequences(out, checkpoint.passed());
            number(out, checkpoint.copied());
            number(out, checkpoint.bytes());
        }
    }

    private static void sequences(DataOutputStream out, Map<Long, Long> sequences) throws IOException {
        number(out, sequences.size());
        for (Map.Entry<Long, Long> each : new TreeMap<>(sequences).entrySet()) {
            out.writeLong(each.getKey());
            number(out, each.getValue());
        }
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        byte[] bytes = new byte[Varint.size(value)];
        Varint.write(bytes, 0, value);
        out.write(bytes);
    }

    /** The journal in {@code bytes}, or why they are none; only what {@link #encode} would write is one. */
    static Decoded<RegionJournal> decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Decoded.Malformed<>("is empty");
        }
        if (bytes[0] != FORMAT) {
            return new Decoded.Malformed<>("is of format " + bytes[0] + "; this release knows format " + FORMAT);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            RegionJournal journal = journal(in);
            if (in.available() > 0) {
                return new Decoded.Malformed<>("has bytes after its end");
            }
            return Arrays.equals(bytes(journal), bytes)
                    ? new Decoded.Value<>(journal)
                    : new Decoded.Malformed<>("is not as any release has written it");
        } catch (IOException e) {
            return new Decoded.Malformed<>("ends too early or holds a text that is none");
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed<>("holds a value that is out of range: " + e.getMessage());
        }
    }

    private static RegionJournal journal(DataInputStream in) throws IOException {
        RegionId region = new RegionId(in.readUTF());
        long episode = number(in);
        String owner = in.readUTF();
        String source = in.readUTF();
        long bytesPerSecond = number(in);
        String trouble = in.readUTF();
        SortedMap<LogId, LogJournal> logs = new TreeMap<>();
        for (long left = count(in); left > 0; left--) {
            LogId log = new LogId(in.readUTF(), Math.toIntExact(Math.min(number(in), Integer.MAX_VALUE)));
            logs.put(log, log(in));
        }
        return new RegionJournal(
                region, episode, owner, source.isEmpty() ? null : new RegionId(source), bytesPerSecond, trouble, logs);
    }

    private static LogJournal log(DataInputStream in) throws IOException {
        List<Span> spans = new ArrayList<>();
        for (long left = count(in); left > 0; left--) {
            spans.add(new Span(number(in), number(in), number(in), sequences(in)));
        }
        new DeliveryOrder(spans); // refuses spans that overlap, so that no reader has to
        SortedMap<RegionId, Mark> marks = new TreeMap<>();
        for (long left = count(in); left > 0; left--) {
            marks.put(new RegionId(in.readUTF()), new Mark(number(in), number(in), number(in)));
        }
        long inSyncUntil = number(in);
        Checkpoint checkpoint = in.readBoolean()
                ? new Checkpoint(
                        number(in),
                        number(in),
                        number(in),
                        number(in),
                        sequences(in),
                        sequences(in),
                        number(in),
                        number(in))
                : null;
        return new LogJournal(spans, marks, checkpoint, inSyncUntil);
    }

    private static Map<Long, Long> sequences(DataInputStream in) throws IOException {
        Map<Long, Long> sequences = new HashMap<>();
        for (long left = count(in); left > 0; left--) {
            sequences.put(in.readLong(), number(in));
        }
        return sequences;
    }

    /** No more than the bytes that are left could hold, so that rubbish cannot ask for memory. */
    private static long count(DataInputStream in) throws IOException {
        long count = number(in);
        if (count > in.available()) {
            throw new IllegalArgumentException("a count of " + count + " with " + in.available() + " bytes left");
        }
        return count;
    }

    private static long number(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < MAX_SHIFT; shift += GROUP) {
            int next = in.readUnsignedByte();
            value |= (long) (next & LOW) << shift;
            if (next < MORE) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 63 bits");
    }
}
