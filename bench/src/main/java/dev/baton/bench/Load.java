package dev.baton.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;

/**
 * The same events from the same number of threads, whoever takes them.
 *
 * @param threads that send
 * @param events that each thread sends
 * @param perSecond events a second of all threads together, 0 for as fast as it goes
 */
record Load(int threads, int events, int perSecond) {

    private static final long DEADLINE_SECONDS = 120;

    /** Takes one event, and calls back as often as it has {@code acknowledgements}. */
    interface Target {
        void send(byte[] key, byte[] value, Callback callback);
    }

    /**
     * What a run gave.
     *
     * @param eventsPerSecond from the first send to the last acknowledgement
     * @param p99Micros from just before send to the last acknowledgement of the event
     */
    record Result(double eventsPerSecond, double p99Micros) {}

    /** Sends everything and waits until each event was called back {@code acknowledgements} times. */
    Result run(Target target, int acknowledgements) throws InterruptedException {
        long[] latencies = new long[threads * events];
        CountDownLatch done = new CountDownLatch(threads * events);
        AtomicLong failed = new AtomicLong();
        Thread[] senders = new Thread[threads];
        long started = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            int first = t * events;
            SplittableRandom random = new SplittableRandom(t);
            senders[t] = new Thread(
                    () -> send(target, new Recorder(latencies, done, failed, acknowledgements), first, random));
            senders[t].start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        BenchRegions.check(done.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "not everything was acknowledged");
        long elapsed = System.nanoTime() - started;
        BenchRegions.check(failed.get() == 0, failed.get() + " events failed");
        Arrays.sort(latencies);
        return new Result(latencies.length * 1e9 / elapsed, latencies[(int) (latencies.length * 0.99)] / 1e3);
    }

    private void send(Target target, Recorder recorder, int first, SplittableRandom random) {
        byte[] value = new byte[BenchRegions.VALUE_BYTES];
        random.nextBytes(value);
        long started = System.nanoTime();
        for (int i = 0; i < events; i++) {
            pace(started, i);
            byte[] key = Integer.toString(random.nextInt(10_000)).getBytes(StandardCharsets.US_ASCII);
            target.send(key, value, recorder.callback(first + i));
        }
    }

    private void pace(long started, int sent) {
        if (perSecond > 0) {
            long due = started + (long) (sent * 1e9 * threads / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Notes when each event has all its acknowledgements. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Recorder(long[] latencies, CountDownLatch done, AtomicLong failed, int acknowledgements) {

        Callback callback(int index) {
            long sent = System.nanoTime();
            AtomicLong missing = new AtomicLong(acknowledgements);
            return (metadata, exception) -> {
                if (exception != null) {
                    failed.incrementAndGet();
                }
                if (missing.decrementAndGet() == 0) {
                    latencies[index] = System.nanoTime() - sent;
                    done.countDown();
                }
            };
        }
    }
}
