package dev.baton.testkit.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One partition of a stream, in memory and perhaps in a file: offsets without gaps, timestamps that never go back. Guarded by its stream. */
final class StreamLog {

    /** One message as the service keeps it. Immutable by agreement: nobody writes to the arrays. */
    static final class Message {
        final long offset;
        final long timestamp;
        final byte @Nullable [] key;
        final byte[] value;

        Message(long offset, long timestamp, byte @Nullable [] key, byte[] value) {
            this.offset = offset;
            this.timestamp = timestamp;
            this.key = key;
            this.value = value;
        }

        int bytes() {
            return value.length + (key == null ? 0 : key.length);
        }
    }

    private static final int SWEEP = 1_024;

    /** Those before {@code first} are gone, and swept away when they are many: an offset is a place in the list. */
    private final List<Message> messages = new ArrayList<>();

    private int first;
    private final RateLimit writes;
    private final @Nullable StreamFile file;
    private long end;
    private long lastTimestamp;

    /** With the messages of {@code file}, which takes all further ones; null for none. */
    StreamLog(int bytesPerSecond, @Nullable StreamFile file) {
        this.writes = new RateLimit(bytesPerSecond);
        this.file = file;
        if (file != null) {
            file.read().forEach(this::add);
        }
    }

    /** The message as it was appended; null if the partition has taken all it takes in a second. */
    @Nullable
    Message append(byte @Nullable [] key, byte[] value, long now) {
        Message message = new Message(end, Math.max(now, lastTimestamp), key, value);
        if (!writes.admits(message.bytes(), now)) {
            return null;
        }
        if (file != null) {
            file.append(message);
        }
        add(message);
        return message;
    }

    private void add(Message message) {
        end = message.offset + 1;
        lastTimestamp = message.timestamp;
        messages.add(message);
    }

    /** Retention deletes the oldest while this holds. */
    void trimWhile(Predicate<Message> old) {
        while (first < messages.size() && old.test(messages.get(first))) {
            first++;
        }
        if (first > SWEEP && first > messages.size() / 2) {
            messages.subList(0, first).clear();
            first = 0;
        }
    }

    /** Up to {@code most} messages and about {@code mostBytes} from this offset on; what is gone is passed in silence. */
    List<Message> from(long offset, int most, int mostBytes) {
        List<Message> found = new ArrayList<>();
        int bytes = 0;
        for (int i = first + (int) Math.max(0, Math.min(offset, end) - start()); i < messages.size(); i++) {
            if (found.size() == most || (bytes >= mostBytes && !found.isEmpty())) {
                break;
            }
            found.add(messages.get(i));
            bytes += messages.get(i).bytes();
        }
        return found;
    }

    /** The offset of the oldest message, or the end. */
    long start() {
        return first == messages.size() ? end : messages.get(first).offset;
    }

    long end() {
        return end;
    }

    /** The offset of the first message that is no older, or the end. */
    long at(long timestamp) {
        return messages.stream()
                .skip(first)
                .filter(message -> message.timestamp >= timestamp)
                .findFirst()
                .map(message -> message.offset)
                .orElse(end);
    }
}
