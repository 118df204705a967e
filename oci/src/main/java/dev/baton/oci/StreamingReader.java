package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.Envelope;
import dev.baton.runtime.stream.StreamReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads partitions in turn, on a thread of its own, so that a region that hangs delays nobody who polls. Safe for several threads. */
final class StreamingReader implements StreamReader {

    private static final Logger LOG = LoggerFactory.getLogger(StreamingReader.class);

    private static final long MAX_BUFFERED_BYTES = 8L << 20;
    /** How soon to look again where little or nothing came: ten requests a second and partition of the 250 that the service allows. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** More than this, and more may be waiting. */
    private static final long LITTLE_BYTES = 128L << 10;

    private static final long TROUBLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final StreamingClients clients;
    private final Thread thread;
    // Guarded by this.
    private final Map<LogId, IncomingLog> logs = new LinkedHashMap<>();
    private final Map<LogId, Long> notBefore = new LinkedHashMap<>();
    private final Set<LogId> paused = new HashSet<>();
    private final Deque<Batch> read = new ArrayDeque<>();
    private @Nullable InvalidConfigurationException unreadable;
    private long buffered;
    private boolean closed;
    private boolean woken;
    private boolean failing;

    private StreamingReader(StreamingClients clients) {
        this.clients = clients;
        this.thread = new Thread(this::run, "baton-oci-reader-" + clients.region());
        thread.setDaemon(true);
    }

    /** Reads from now on what is sought, until closed. */
    static StreamingReader start(StreamingClients clients) {
        StreamingReader reader = new StreamingReader(clients);
        reader.thread.start();
        return reader;
    }

    @Override
    public synchronized void seek(LogId log, long offset) {
        drop(log);
        logs.put(log, new IncomingLog(log, offset));
        unreadable = null;
        notifyAll();
    }

    @Override
    public synchronized void pause(LogId log) {
        paused.add(log);
    }

    @Override
    public synchronized void resume(LogId log) {
        paused.remove(log);
        notifyAll();
    }

    @Override
    public synchronized void forget(LogId log) {
        drop(log);
        logs.remove(log);
        paused.remove(log);
    }

    private void drop(LogId log) {
        notBefore.remove(log);
        read.removeIf(batch -> {
            boolean dropped = batch.log().equals(log);
            buffered -= dropped ? bytes(batch) : 0;
            return dropped;
        });
    }

    @Override
    public synchronized Optional<Batch> poll(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            if (unreadable != null) {
                throw unreadable;
            }
            Optional<Batch> next = take();
            long left = deadline - System.nanoTime();
            if (next.isPresent() || left <= 0 || woken || closed) {
                woken = false;
                return next;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private Optional<Batch> take() {
        for (Iterator<Batch> batches = read.iterator(); batches.hasNext(); ) {
            Batch batch = batches.next();
            if (!paused.contains(batch.log())) {
                batches.remove();
                buffered -= bytes(batch);
                notifyAll();
                return Optional.of(batch);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void wakeUp() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            for (IncomingLog log = awaitDue(); log != null; log = awaitDue()) {
                readOn(log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            if (!clients.isClosed()) {
                throw e;
            }
        }
    }

    /** The log that was read longest ago of those that may be read on; null once this is closed. */
    private synchronized @Nullable IncomingLog awaitDue() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            for (IncomingLog log : logs.values()) {
                Long wait = notBefore.get(log.id());
                boolean isDue = wait == null || now - wait >= 0;
                if (isDue && !log.isGone() && !paused.contains(log.id()) && buffered < MAX_BUFFERED_BYTES) {
                    logs.remove(log.id());
                    logs.put(log.id(), log); // last in turn
                    return log;
                }
            }
            TimeUnit.NANOSECONDS.timedWait(this, PACE_NANOS / 4);
        }
        return null;
    }

    private void readOn(IncomingLog log) {
        try {
            Batch batch = log.next(clients.stream(log.id().stream()));
            arrived(log, batch);
        } catch (InvalidConfigurationException e) {
            stop(e);
        } catch (BmcException | RegionUnavailableException e) {
            failed(log, StreamingFailures.why(e));
        }
    }

    private synchronized void arrived(IncomingLog log, Batch batch) {
        failing = false;
        if (logs.get(log.id()) != log) {
            return; // sought elsewhere meanwhile
        }
        long size = bytes(batch);
        if (size < LITTLE_BYTES && !log.isFull()) {
            notBefore.put(log.id(), System.nanoTime() + PACE_NANOS);
        }
        // Where nobody polls, the last answer without events is enough.
        read.removeIf(each -> each.entries().isEmpty() && each.log().equals(log.id()));
        read.add(batch);
        buffered += size;
        notifyAll();
    }

    private synchronized void stop(InvalidConfigurationException why) {
        unreadable = why;
        long never = System.nanoTime() + Long.MAX_VALUE / 2;
        logs.keySet().forEach(log -> notBefore.put(log, never));
        notifyAll();
    }

    private synchronized void failed(IncomingLog log, String why) {
        notBefore.put(log.id(), System.nanoTime() + TROUBLE_NANOS);
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("event", "not-read")
                    .addKeyValue("log", log.id())
                    .addKeyValue("region", clients.region())
                    .addKeyValue("why", why)
                    .log("Trying again");
        }
    }

    private static long bytes(Batch batch) {
        long bytes = 0;
        for (Entry entry : batch.entries()) {
            bytes += Envelope.size(entry.event());
        }
        return bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
