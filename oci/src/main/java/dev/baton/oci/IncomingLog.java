package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.Message;
import dev.baton.core.Decoded;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.RawEvent;
import dev.baton.oci.MessageReader.Page;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.stream.StreamReader.Batch;
import dev.baton.runtime.stream.StreamReader.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition as it is read from an offset on; each seek makes a new one. Used by the reading thread alone. */
final class IncomingLog {

    private static final int MAX_MESSAGES = 1_000;

    private final LogId id;
    private long position;
    private @Nullable String cursor;
    private boolean gone;
    private boolean full;

    IncomingLog(LogId id, long position) {
        this.id = id;
        this.position = position;
    }

    LogId id() {
        return id;
    }

    /** True once retention has deleted what was to be read. */
    boolean isGone() {
        return gone;
    }

    /** True if the last answer held as many messages as it may, so that more may be waiting, whatever is in them. */
    boolean isFull() {
        return full;
    }

    /** What comes next. Fails as the SDK does; may be called again. */
    Batch next(Found stream) {
        Page page;
        try {
            page = get(stream);
        } catch (BmcException e) {
            if (!StreamingFailures.isStatus(e, StreamingFailures.BAD_REQUEST)) {
                throw e;
            }
            cursor = null; // it may have expired; at the second time it is the offset that is not there
            page = isBeforeStart(stream) ? null : get(stream);
        }
        if (page == null || hasGap(page, stream)) {
            gone = true;
            return new Batch(id, List.of(), position, true);
        }
        List<Entry> entries = new ArrayList<>();
        long next = position;
        for (Message message : page.messages()) {
            decode(message, entries);
            next = Offsets.of(message.getOffset() + 1, 0);
        }
        cursor = page.next();
        position = next;
        full = page.messages().size() == MAX_MESSAGES;
        return new Batch(id, entries, position, false);
    }

    private Page get(Found stream) {
        String open = cursor == null ? open(stream) : cursor;
        cursor = open;
        return MessageReader.get(stream, open, MAX_MESSAGES);
    }

    /** The place after the last message is no offset yet. */
    private String open(Found stream) {
        long message = Offsets.message(position);
        if (position == 0) {
            return MessageReader.oldest(stream, id.partition());
        }
        try {
            return MessageReader.atOffset(stream, id.partition(), message);
        } catch (BmcException e) {
            if (message == 0 || !StreamingFailures.isStatus(e, StreamingFailures.BAD_REQUEST)) {
                throw e;
            }
            return MessageReader.afterOffset(stream, id.partition(), message - 1);
        }
    }

    /** Retention may delete while this reads; the service passes that in silence. */
    private boolean hasGap(Page page, Found stream) {
        boolean jumps = !page.messages().isEmpty() && page.messages().get(0).getOffset() > Offsets.message(position);
        return jumps && isBeforeStart(stream);
    }

    private boolean isBeforeStart(Found stream) {
        List<Message> oldest = MessageReader.get(stream, MessageReader.oldest(stream, id.partition()), 1)
                .messages();
        return oldest.isEmpty() || oldest.get(0).getOffset() > Offsets.message(position);
    }

    @SuppressWarnings("JavaUtilDate") // the SDK's own
    private void decode(Message message, List<Entry> entries) {
        long timestamp = message.getTimestamp().toInstant().toEpochMilli();
        byte[] value = message.getValue();
        if (!Envelope.isOne(value)) {
            add(entries, message, 0, new RawEvent(timestamp, message.getKey(), value, List.of()));
            return;
        }
        Decoded<Envelope> decoded = Envelope.decode(value);
        if (decoded instanceof Decoded.Malformed<Envelope> malformed) {
            throw new InvalidConfigurationException("The message at " + id + ", offset " + message.getOffset()
                    + ", looks like an envelope but " + malformed.why());
        }
        Envelope envelope = decoded.orElseThrow(IllegalStateException::new);
        if (envelope.partition() != id.partition()) {
            return; // led astray, and written again where it belongs
        }
        for (int i = 0; i < envelope.events().size(); i++) {
            RawEvent event = envelope.events().get(i);
            add(
                    entries,
                    message,
                    i,
                    event.timestamp() >= 0
                            ? event
                            : new RawEvent(timestamp, event.key(), event.value(), event.headers()));
        }
    }

    private void add(List<Entry> entries, Message message, int index, RawEvent event) {
        long offset = Offsets.of(message.getOffset(), index);
        if (offset >= position) {
            entries.add(new Entry(offset, event));
        }
    }
}
