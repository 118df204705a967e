package dev.baton.cli.events;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lines of a text as events, no faster than a rate, and counts what becomes of them. One thread runs it; any thread may
 * read the counts and stop it.
 */
final class Feed implements Runnable {

    /** As much as one event may have by default in Kafka. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Producer<byte[], byte[]> producer;
    private final String stream;
    private final LineReader lines;
    private final KeyColumn key;
    private final int rate;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable String firstFailure;
    private volatile @Nullable String brokenOff;

    /** {@code rate} is in events per second, 0 for no limit. */
    Feed(Producer<byte[], byte[]> producer, String stream, LineReader lines, KeyColumn key, int rate) {
        this.producer = producer;
        this.stream = stream;
        this.lines = lines;
        this.key = key;
        this.rate = rate;
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        try {
            byte[] line = lines.next();
            while (line != null && !stopped) {
                if (line.length > 0) {
                    awaitTurn(start);
                    send(lines.number(), line);
                }
                line = stopped ? null : lines.next();
            }
        } catch (IOException e) {
            brokenOff = "line " + (lines.number() + 1) + " cannot be read: " + e.getMessage();
        }
    }

    private void awaitTurn(long start) {
        long due = rate == 0 ? start : start + sent.get() * NANOS_PER_SECOND / rate;
        long left = due - System.nanoTime();
        while (left > 0 && !stopped) {
            LockSupport.parkNanos(Math.min(left, LONGEST_PAUSE));
            left = due - System.nanoTime();
        }
    }

    private synchronized void send(long number, byte[] line) {
        if (stopped) {
            return;
        }
        sent.incrementAndGet();
        byte[] found = key.isNone() ? null : key.in(line);
        if (line.length > MAX_LINE_BYTES) {
            fail(number, "longer than " + MAX_LINE_BYTES + " bytes");
        } else if (!key.isNone() && found == null) {
            fail(number, "there is no such column as the key's in it");
        } else {
            send(number, new ProducerRecord<>(stream, found, line));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private void send(long number, ProducerRecord<byte[], byte[]> event) {
        try {
            producer.send(event, (metadata, why) -> {
                if (why == null) {
                    acked.incrementAndGet();
                } else {
                    fail(number, String.valueOf(why.getMessage()));
                }
            });
        } catch (RecordTooLargeException e) {
            fail(number, String.valueOf(e.getMessage()));
        } catch (KafkaException e) { // no more room, or no partitions: the next would fare no better
            fail(number, String.valueOf(e.getMessage()));
            brokenOff = "stopped at line " + number + ": " + e.getMessage();
            stopped = true;
        }
    }

    private void fail(long number, String why) {
        failed.incrementAndGet();
        if (firstFailure == null) {
            firstFailure = "line " + number + ": " + why;
        }
    }

    /** Nothing is sent after this has returned. */
    void stop() {
        stopped = true;
        synchronized (this) {
            return; // whoever was sending has finished
        }
    }

    long sent() {
        return sent.get();
    }

    long acked() {
        return acked.get();
    }

    long failed() {
        return failed.get();
    }

    /** The first event that failed, and why; null if none did. */
    @Nullable
    String firstFailure() {
        return firstFailure;
    }

    /** Why the rest of the text was not sent; null if all of it was, or it was stopped. */
    @Nullable
    String brokenOff() {
        return brokenOff;
    }
}
