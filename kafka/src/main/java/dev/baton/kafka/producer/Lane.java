package dev.baton.kafka.producer;

import dev.baton.core.ack.AckRule;
import dev.baton.core.event.EventIdHeader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's events on their way to every region, in order of sequence. Safe for use by several threads.
 *
 * <p>Appending locks the lane: the order in which sequences are drawn must be the order in which each region gets the events. A
 * region that cannot take an event now is <em>behind</em>; its writer goes on from there later, and newer events queue up
 * after. Acknowledgements take no lock: whoever finds the lane's head settled settles it, one thread at a time.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    /** How many events a writer sends under one hold of the lock, so that a caller of {@code send} never waits long for it. */
    private static final int RESEND_CHUNK = 256;

    private final LaneContext context;
    private final int partition;
    private final Queue<InFlight> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger drains = new AtomicInteger();

    // Guarded by this lane's monitor. Per region: the plain producer that sentUpTo is about, and the sequence up to
    // which that
    // one has been given everything it must have.
    private final @Nullable PlainProducer[] sentTo;
    private final long[] sentUpTo;
    private final Queue<InFlight> owed = new ArrayDeque<>(); // acknowledged, but not yet by every region that gets it
    private long nextSequence;
    private volatile @Nullable InFlight last;

    /** What all lanes of a producer share. */
    record LaneContext(
            long producerId,
            List<RegionWriter> writers,
            Window window,
            Supplier<AckRule> rule,
            boolean acknowledgesEarly,
            LongSupplier nanoTime) {}

    Lane(LaneContext context, int partition) {
        this.context = context;
        this.partition = partition;
        int regions = context.writers().size();
        this.sentTo = new PlainProducer[regions];
        this.sentUpTo = new long[regions];
    }

    /** Gives the event its id and hands it to every region that can take it now. */
    InFlight append(Draft draft, long deadlineNanos, @Nullable Callback callback) {
        InFlight event = appendInOrder(draft, deadlineNanos, callback);
        if (event.failure() != null) {
            drain(); // refused on the spot; callbacks run outside the lock
        }
        return event;
    }

    private synchronized InFlight appendInOrder(Draft draft, long deadlineNanos, @Nullable Callback callback) {
        InFlight event =
                new InFlight(this, record(draft, nextSequence), nextSequence, draft.bytes, deadlineNanos, callback);
        nextSequence++;
        waiting.add(event); // before it is sent, as the answer may be faster than this thread
        last = event;
        for (RegionWriter writer : context.writers()) {
            PlainProducer plain = writer.current();
            if (plain != null && !offer(plain, event)) {
                writer.wake(); // behind: the writer goes on from there
            }
        }
        return event;
    }

    private boolean offer(PlainProducer plain, InFlight event) {
        int region = plain.region();
        if (sentTo[region] != plain || sentUpTo[region] != event.sequence || !plain.send(event)) {
            return false;
        }
        sentUpTo[region] = nextSequence;
        return true;
    }

    private ProducerRecord<byte[], byte[]> record(Draft draft, long sequence) {
        Header id = new RecordHeader(EventIdHeader.NAME, EventIdHeader.write(context.producerId(), sequence));
        return new ProducerRecord<>(
                draft.topic, partition, draft.timestamp, draft.key, draft.value, draft.headersWith(id));
    }

    /**
     * Sends what {@code plain} does not have yet, in order and before anything newer (rule A: also what had skipped the region
     * while it was OUT). False if it cannot take more now.
     */
    boolean catchUp(PlainProducer plain) {
        while (isBehind(plain)) {
            if (!catchUpChunk(plain)) {
                return false;
            }
        }
        return true;
    }

    private synchronized boolean isBehind(PlainProducer plain) {
        int region = plain.region();
        if (sentTo[region] != plain) {
            sentTo[region] = plain;
            sentUpTo[region] = 0;
        }
        return sentUpTo[region] < nextSequence;
    }

    private synchronized boolean catchUpChunk(PlainProducer plain) {
        int region = plain.region();
        int left = RESEND_CHUNK;
        for (Iterable<InFlight> queue : List.of(owed, waiting)) {
            for (InFlight event : queue) {
                if (event.sequence < sentUpTo[region] || event.isAckedBy(region)) {
                    continue;
                }
                if (!plain.send(event)) {
                    return false;
                }
                sentUpTo[region] = event.sequence + 1;
                if (--left == 0) {
                    return true;
                }
            }
        }
        sentUpTo[region] = nextSequence;
        return true;
    }

    /** The regions in {@code acked} have one of the events; settles what can be settled by that. */
    void acknowledged(int acked) {
        AckRule rule = context.rule().get();
        if (rule.isComplete(acked) || rule.isEnough(acked)) {
            drain(); // otherwise the region that is missing will, or the next view
        }
    }

    /** Settles events from the head on: acknowledged, failed or too late. Callbacks run here, in order, one at a time. */
    void drain() {
        if (drains.getAndIncrement() != 0) {
            return; // the thread that is draining will look again
        }
        int seen = 1;
        do {
            InFlight head = waiting.peek();
            while (head != null && settle(head)) {
                head = waiting.peek();
            }
            if (context.acknowledgesEarly()) {
                forgetWhatIsOwedNoMore();
            }
            seen = drains.addAndGet(-seen);
        } while (seen != 0);
    }

    private boolean settle(InFlight head) {
        Exception failure = head.failure();
        if (failure == null && !isAcknowledged(head)) {
            failure = lateness(head);
            if (failure == null) {
                return false;
            }
        }
        finish(head, failure);
        return true;
    }

    private boolean isAcknowledged(InFlight head) {
        AckRule rule = context.rule().get();
        int acked = head.acked();
        // Without a look at the clock, as long as every region answers.
        return rule.isComplete(acked)
                || rule.isEnough(acked)
                        && rule.isAcknowledged(acked, context.nanoTime().getAsLong());
    }

    private @Nullable Exception lateness(InFlight head) {
        long now = context.nanoTime().getAsLong();
        if (now - head.deadlineNanos < 0) {
            return null;
        }
        return new TimeoutException("Event " + head.sequence + " of " + head.record.topic() + "-" + partition
                + " was not acknowledged in time: " + context.rule().get().missing(head.acked(), now)
                + ". It may still take effect; sending it again makes it a new event");
    }

    private void finish(InFlight head, @Nullable Exception failure) {
        remove(head, failure == null);
        try {
            if (failure == null) {
                head.succeed();
            } else {
                head.fail(failure);
            }
        } catch (Throwable e) {
            // A callback is the caller's code: whatever it throws must not stop the acknowledgements of others.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("event", "callback-failed")
                    .log("The callback of a send threw an exception");
        }
    }

    /**
     * What is acknowledged leaves the queue, unless a region that must get it has not got it yet. Only max-performance
     * acknowledges that early; there the event keeps its place before newer ones, and its room in the window: a region that is
     * IN_SYNC must not lack it for good.
     */
    private void remove(InFlight head, boolean acknowledged) {
        if (context.acknowledgesEarly() && acknowledged) {
            synchronized (this) {
                waiting.poll();
                if (isOwed(head)) {
                    owed.add(head);
                    return;
                }
            }
        } else {
            waiting.poll();
        }
        context.window().release(head.bytes);
    }

    private boolean isOwed(InFlight event) {
        AckRule rule = context.rule().get();
        return context.writers().stream()
                .mapToInt(RegionWriter::index)
                .anyMatch(region -> rule.isWritten(region) && !event.isAckedBy(region));
    }

    private synchronized void forgetWhatIsOwedNoMore() {
        InFlight oldest = owed.peek();
        while (oldest != null && (!isOwed(oldest) || oldest.failure() != null || lateness(oldest) != null)) {
            context.window().release(owed.remove().bytes);
            oldest = owed.peek();
        }
    }

    /** Fails everything that is still waiting. */
    void abandon(Exception why) {
        synchronized (this) {
            owed.forEach(event -> event.failedWith(why));
        }
        waiting.forEach(event -> event.failedWith(why));
        drain();
    }

    /** The newest event, to wait for; null if there was none. */
    @Nullable
    InFlight last() {
        return last;
    }

    @Override
    public String toString() {
        return "Lane[" + partition + ", sent up to " + Arrays.toString(sentUpTo) + "]";
    }
}
