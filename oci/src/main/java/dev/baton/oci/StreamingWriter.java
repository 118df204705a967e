package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.PutMessagesDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetailsEntry;
import com.oracle.bmc.streaming.model.PutMessagesResultEntry;
import com.oracle.bmc.streaming.requests.PutMessagesRequest;
import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.RawEvent;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.stream.StreamWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes with {@code PutMessages}. A request holds one message at most for each partition, which is an envelope of what waits there, and
 * the next comes when it is answered: so neither entries that fail one by one, nor a lost answer, can change the order. An event whose
 * answer was lost is written again; readers drop it by its id.
 *
 * <p>Throttled partitions, and requests that fail, wait longer each time, up to 2 s; other partitions go on meanwhile.
 */
final class StreamingWriter implements StreamWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StreamingWriter.class);

    /** Of decoded keys and values. */
    private static final int MAX_REQUEST_BYTES = 1 << 20;

    private static final int MAX_KEY_BYTES = 16;
    private static final int MAX_EVENT_BYTES = MAX_REQUEST_BYTES - MAX_KEY_BYTES - Envelope.overhead();
    /** No more than fifty requests a second and stream: what arrives meanwhile goes along. What finds a stream idle waits for nothing. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final StreamingClients clients;
    private final Marks marks;
    private final long bufferBytes;
    private final Thread thread;
    // Guarded by this.
    private final Map<LogId, OutgoingLog> logs = new LinkedHashMap<>();
    private final Map<String, Long> nextRequestNanos = new HashMap<>();
    private long buffered;
    private int waiting;
    private boolean closed;
    private boolean failing;

    private StreamingWriter(StreamingClients clients, Marks marks, long bufferBytes) {
        this.clients = clients;
        this.marks = marks;
        this.bufferBytes = bufferBytes;
        this.thread = new Thread(this::run, "baton-oci-writer-" + clients.region());
        thread.setDaemon(true);
    }

    /** Writes from now on what is offered, until closed. */
    static StreamingWriter start(StreamingClients clients, Marks marks, long bufferBytes) {
        StreamingWriter writer = new StreamingWriter(clients, marks, bufferBytes);
        writer.thread.start();
        return writer;
    }

    @Override
    public synchronized boolean offer(LogId log, RawEvent event, Answer answer) {
        int bytes = Envelope.size(event);
        if (closed || (buffered > 0 && buffered + bytes > bufferBytes)) {
            return false;
        }
        if (bytes > MAX_EVENT_BYTES) {
            answer.refused(
                    "the event has " + bytes + " bytes with its headers; OCI Streaming takes " + MAX_EVENT_BYTES);
            return true;
        }
        logs.computeIfAbsent(log, id -> new OutgoingLog(id, System.nanoTime()))
                .add(new OutgoingLog.Outgoing(event, bytes, answer));
        buffered += bytes;
        waiting++;
        notifyAll();
        return true;
    }

    @Override
    public synchronized boolean isEmpty() {
        return waiting == 0;
    }

    private void run() {
        try {
            while (true) {
                Map<String, List<OutgoingLog>> due = awaitDue();
                if (due.isEmpty()) {
                    return;
                }
                due.forEach(this::send);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            if (!clients.isClosed()) {
                throw e;
            }
        }
    }

    /** By stream, the logs that have something to send now; none once this is closed. */
    private synchronized Map<String, List<OutgoingLog>> awaitDue() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            long pause = TimeUnit.SECONDS.toNanos(1);
            Map<String, List<OutgoingLog>> due = new LinkedHashMap<>();
            for (OutgoingLog log : waiting == 0 ? List.<OutgoingLog>of() : logs.values()) {
                if (log.isEmpty()) {
                    continue;
                }
                String stream = log.id().stream();
                long wait = Math.max(log.waitNanos(now), nextRequestNanos.getOrDefault(stream, now) - now);
                if (wait <= 0) {
                    due.computeIfAbsent(stream, each -> new ArrayList<>()).add(log);
                } else {
                    pause = Math.min(pause, wait);
                }
            }
            due.keySet().forEach(stream -> nextRequestNanos.put(stream, now + PACE_NANOS));
            if (!due.isEmpty()) {
                return due;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, pause));
        }
        return Map.of();
    }

    /** One request for each; what did not fit comes in the next round. */
    private void send(String stream, List<OutgoingLog> due) {
        List<OutgoingLog> sent = new ArrayList<>();
        try {
            Found found = clients.stream(stream);
            List<byte[]> keys = marks.keys(found);
            List<PutMessagesDetailsEntry> entries = new ArrayList<>();
            int left = MAX_REQUEST_BYTES;
            for (OutgoingLog log : due) {
                byte[] key = keys.get(log.id().partition());
                int room = left - MAX_KEY_BYTES - Envelope.overhead();
                // Fair among those due, yet one event at least if it fits.
                byte[] value = pack(log, room, Math.max(1, MAX_REQUEST_BYTES / due.size()));
                if (value.length > 0) {
                    entries.add(PutMessagesDetailsEntry.builder()
                            .key(key)
                            .value(value)
                            .build());
                    sent.add(log);
                    left -= key.length + value.length;
                }
            }
            settle(found, sent, put(found, entries));
        } catch (BmcException | BatonException e) {
            failed(sent.isEmpty() ? due : sent, StreamingFailures.why(e));
        }
    }

    private synchronized byte[] pack(OutgoingLog log, int room, int fair) {
        return log.pack(room, fair);
    }

    private List<PutMessagesResultEntry> put(Found stream, List<PutMessagesDetailsEntry> entries) {
        return stream.client()
                .putMessages(PutMessagesRequest.builder()
                        .streamId(stream.id())
                        .putMessagesDetails(
                                PutMessagesDetails.builder().messages(entries).build())
                        .build())
                .getPutMessagesResult()
                .getEntries();
    }

    private void settle(Found stream, List<OutgoingLog> sent, List<PutMessagesResultEntry> answers) {
        boolean strayed = false;
        for (int i = 0; i < sent.size(); i++) {
            OutgoingLog log = sent.get(i);
            PutMessagesResultEntry answer = answers.get(i);
            if (answer.getError() != null) {
                failed(List.of(log), answer.getError() + " (" + answer.getErrorMessage() + ")");
            } else if (Integer.parseInt(answer.getPartition()) != log.id().partition()) {
                strayed = true; // where it landed, readers see that it was meant for another partition
            } else {
                stored(log, answer.getOffset());
            }
        }
        if (strayed) {
            LOG.atWarn()
                    .addKeyValue("event", "keys-lead-elsewhere")
                    .addKeyValue("region", clients.region())
                    .addKeyValue("stream", stream.name())
                    .log("The service has led keys to other partitions than before; looking for new ones");
            marks.forget(stream);
        }
    }

    private void stored(OutgoingLog log, long message) {
        List<OutgoingLog.Outgoing> stored;
        synchronized (this) {
            stored = log.takePacked();
            stored.forEach(outgoing -> buffered -= outgoing.bytes());
            waiting -= stored.size();
            log.succeeded();
            failing = false;
        }
        for (int i = 0; i < stored.size(); i++) {
            stored.get(i).answer().stored(Offsets.of(message, i));
        }
    }

    private void failed(List<OutgoingLog> unsent, String why) {
        boolean isFirst;
        synchronized (this) {
            long now = System.nanoTime();
            unsent.forEach(log -> log.failed(now, FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
            isFirst = !failing;
            failing = true;
        }
        if (isFirst) {
            LOG.atWarn()
                    .addKeyValue("event", "not-written")
                    .addKeyValue("region", clients.region())
                    .addKeyValue("why", why)
                    .log("Trying again");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        logs.clear();
        notifyAll();
    }
}
