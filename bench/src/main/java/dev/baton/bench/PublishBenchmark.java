package dev.baton.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.kafka.frontier.FrontierTopic;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;

/** What it costs to publish a frontier to both regions after a batch: the thread that processes, and the process as a whole. */
final class PublishBenchmark {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final LogId LOG = new LogId("baton", 0);
    private static final int EVENTS_OF_A_BATCH = 500;
    private static final int WARM_UP = 2_000;
    private static final int PUBLISHES = 3_000;
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private PublishBenchmark() {}

    static void print(BenchRegions regions) throws InterruptedException {
        for (int producers : new int[] {4, 10_000}) {
            for (int perSecond : new int[] {100, 1_000}) {
                print(regions, producers, perSecond);
            }
        }
    }

    private static void print(BenchRegions regions, int producers, int perSecond) throws InterruptedException {
        TreeMap<RegionId, Map<String, Object>> properties = new TreeMap<>();
        for (RegionId region : List.of(BenchRegions.R1, BenchRegions.R2)) {
            properties.put(
                    region,
                    Map.of(
                            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                            regions.broker(region).bootstrap()));
        }
        String group = producers + "-" + perSecond;
        try (FrontierTopic topic =
                new FrontierTopic(new FrontierTopic.Settings(BenchRegions.R1, group, properties), System::nanoTime)) {
            Batches batches = new Batches(topic, producers);
            batches.publish(WARM_UP, 1_000_000);
            BenchRegions.check(topic.awaitPublished(properties.keySet(), SETTLE).isEmpty(), "not published");
            batches.reset();
            int count = perSecond < 1_000 ? PUBLISHES / 10 : PUBLISHES;
            long cpu = SYSTEM.getProcessCpuTime();
            batches.publish(count, 1_000_000_000L / perSecond);
            double cpuMicros = (SYSTEM.getProcessCpuTime() - cpu) / 1_000.0 / count;
            System.out.printf(
                    Locale.ROOT,
                    "publish a frontier of %6d producers, %4d a second: %8.1f us and %9.0f bytes on the caller's thread,"
                            + " %8.1f us of processor time in all%n",
                    producers,
                    perSecond,
                    batches.micros(count),
                    batches.bytes(count),
                    cpuMicros);
        }
    }

    /** A processor that does nothing but its bookkeeping. */
    private static final class Batches {

        private final SplittableRandom random = new SplittableRandom(1);
        private final FrontierTopic topic;
        private final Frontier frontier = new Frontier();
        private final long[] ids;
        private final long[] sequences;
        private long nanos;
        private long allocated;

        Batches(FrontierTopic topic, int producers) {
            this.topic = topic;
            this.ids = random.longs(producers).toArray();
            this.sequences = new long[producers];
            for (int i = 0; i < producers; i++) {
                sequences[i] = 1_000_000;
                frontier.addRange(ids[i], 0, sequences[i]);
            }
        }

        void publish(int count, long periodNanos) {
            long thread = Thread.currentThread().getId();
            long next = System.nanoTime();
            for (int i = 0; i < count; i++) {
                for (int event = 0; event < EVENTS_OF_A_BATCH; event++) {
                    int producer = random.nextInt(ids.length);
                    frontier.add(ids[producer], sequences[producer]++);
                }
                long bytes = THREADS.getThreadAllocatedBytes(thread);
                long started = System.nanoTime();
                topic.publish(LOG, new Term(1), frontier);
                nanos += System.nanoTime() - started;
                allocated += THREADS.getThreadAllocatedBytes(thread) - bytes;
                next += periodNanos;
                while (next - System.nanoTime() > 0) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            }
        }

        void reset() {
            nanos = 0;
            allocated = 0;
        }

        double micros(int count) {
            return nanos / 1_000.0 / count;
        }

        double bytes(int count) {
            return (double) allocated / count;
        }
    }
}
