package dev.baton.bench;

import dev.baton.core.RegionId;
import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.producer.BatonProducer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * How long the region that takes over needs from the opening of its gate, when the token says so, to the first event: warm, with a
 * consumer that has been waiting, and cold, with one that is made then and must find its place; and what a warm one costs while
 * it waits. Nothing plain does the same, so there is no ratio.
 */
final class StandbyBenchmark {

    private static final int SWITCHES = 20;
    private static final Load BACKLOG = new Load(2, 250_000, 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEBI = 1 << 20;

    private final BenchRegions regions;
    private final Producer<byte[], byte[]> producer;

    private StandbyBenchmark(BenchRegions regions, Producer<byte[], byte[]> producer) {
        this.regions = regions;
        this.producer = producer;
    }

    static void print(BenchRegions regions) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = new BatonProducer<>(regions.batonProducer())) {
            StandbyBenchmark benchmark = new StandbyBenchmark(regions, producer);
            BACKLOG.run((key, value, callback) -> ProduceBenchmark.send(producer, "baton", key, value, callback), 1);
            benchmark.printWarm();
            benchmark.printCold();
        }
    }

    private void printWarm() throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        try (Reader r1 = new Reader(BenchRegions.R1, "warm");
                Reader r2 = new Reader(BenchRegions.R2, "warm")) {
            r1.awaitEvents((long) BACKLOG.threads() * BACKLOG.events());
            printIdle();
            for (int i = 0; i < SWITCHES; i++) {
                Reader next = i % 2 == 0 ? r2 : r1;
                long before = next.events.get();
                long opened = regions.handOver(next.region);
                sendOne(producer);
                next.awaitEvents(before + 1);
                millis.add((next.firstNanos.get() - opened) / NANOS_PER_MILLI);
            }
        }
        millis.sort(null);
        System.out.printf(
                Locale.ROOT,
                "warm standby: %.0f ms from the gate's opening to the first event (median of %d; at most %.0f)%n",
                millis.get(SWITCHES / 2),
                SWITCHES,
                millis.get(SWITCHES - 1));
    }

    /** Two consumers, one of them active with nothing to do, and one in standby. */
    private static void printIdle() throws InterruptedException {
        double share = Idle.share(IDLE.toMillis());
        System.gc();
        System.out.printf(
                Locale.ROOT,
                "idle: %.1f %% of one core and %.0f MiB of live heap, for the active consumer, the standby and a producer%n",
                share * 100,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI);
    }

    private void printCold() throws InterruptedException {
        long backlog;
        try (Reader r1 = new Reader(BenchRegions.R1, "cold")) {
            if (!regions.token().active().equals(BenchRegions.R1)) {
                regions.handOver(BenchRegions.R1);
            }
            backlog = (long) BACKLOG.threads() * BACKLOG.events() + SWITCHES;
            r1.awaitEvents(backlog);
        }
        regions.handOver(BenchRegions.R2);
        sendOne(producer);
        long started = System.nanoTime();
        try (Reader r2 = new Reader(BenchRegions.R2, "cold")) {
            r2.awaitEvents(1);
            BenchRegions.check(r2.events.get() == 1, "a cold standby gave " + r2.events + " events");
            System.out.printf(
                    Locale.ROOT,
                    "cold standby: %.0f ms from its start to the first event, having dropped %d by their ids%n",
                    (r2.firstNanos.get() - started) / NANOS_PER_MILLI,
                    backlog);
        }
    }

    static void sendOne(Producer<byte[], byte[]> producer) throws InterruptedException {
        try {
            producer.send(BenchRegions.record("baton")).get(DEADLINE_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    /** A consumer on a thread of its own. */
    private final class Reader implements AutoCloseable {

        private final RegionId region;
        private final AtomicLong events = new AtomicLong();
        private final AtomicLong firstNanos = new AtomicLong();
        private final Thread thread;
        private volatile boolean closing;

        Reader(RegionId region, String group) {
            this.region = region;
            this.thread = new Thread(() -> read(group), "reader-" + region);
            thread.start();
        }

        private void read(String group) {
            try (Consumer<byte[], byte[]> consumer = new BatonConsumer<>(regions.batonConsumer(region, group))) {
                consumer.subscribe(List.of("baton"));
                while (!closing) {
                    int count = consumer.poll(POLL).count();
                    if (count > 0) {
                        firstNanos.set(System.nanoTime());
                        events.addAndGet(count);
                    }
                }
            }
        }

        void awaitEvents(long count) throws InterruptedException {
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (events.get() < count) {
                BenchRegions.check(System.nanoTime() < deadline && thread.isAlive(), region + " gave " + events);
                Thread.sleep(1);
            }
        }

        @Override
        public void close() throws InterruptedException {
            closing = true;
            thread.join();
        }
    }
}
