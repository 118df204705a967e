package dev.baton.bench;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Verify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The comparison of two regions against two plain consumers that read the same logs one after the other. */
final class VerifyBenchmark {

    private static final int ROUNDS = 3;
    private static final int WARM_UP_ROUNDS = 1;
    private static final int EVENTS = Integer.getInteger("baton.bench.events", 2_000_000);
    /** The id is what is compared; small events make many of them affordable. */
    private static final int SMALL_VALUE_BYTES = 100;

    private static final String STREAM = "compared";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration NONE = Duration.ZERO;

    private final BenchRegions regions;
    private final Path config;

    private VerifyBenchmark(BenchRegions regions) {
        this.regions = regions;
        for (RegionId region : List.of(BenchRegions.R1, BenchRegions.R2)) {
            regions.broker(region).createTopic(STREAM, BenchRegions.PARTITIONS, Map.of("retention.bytes", "-1"));
        }
        this.config = regions.install("verify", STREAM + ": {}");
    }

    static void print(BenchRegions regions) throws InterruptedException {
        new VerifyBenchmark(regions).print();
    }

    private void print() throws InterruptedException {
        fill();
        Figures throughput = new Figures("verify of " + EVENTS + " events in two regions, throughput", "records/s");
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            double[] rates = new double[2];
            Turns.take(round, () -> rates[0] = verify(VerifyBenchmark::ignore), () -> rates[1] = readPlainly());
            if (round >= 0) {
                throughput.baton(rates[0]);
                throughput.plain(rates[1]);
            }
        }
        throughput.print("none");
        printHeap();
    }

    private void fill() {
        Map<String, Object> properties = new HashMap<>(regions.batonProducer());
        properties.put(BatonProperties.CONFIG, config.toString());
        AtomicLong failed = new AtomicLong();
        try (Producer<byte[], byte[]> producer = new BatonProducer<>(properties)) {
            for (int i = 0; i < EVENTS; i++) {
                send(producer, failed);
            }
            producer.flush();
        }
        BenchRegions.check(failed.get() == 0, failed + " events failed");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private static void send(Producer<byte[], byte[]> producer, AtomicLong failed) {
        producer.send(new ProducerRecord<>(STREAM, new byte[SMALL_VALUE_BYTES]), (metadata, why) -> {
            if (why != null) {
                failed.incrementAndGet();
            }
        });
    }

    /** Records a second, of both regions together. */
    private double verify(Runnable whileItReads) {
        try (Installation installation = Installation.open(config);
                KafkaRegionLogs r1 = new KafkaRegionLogs(installation, BenchRegions.R1);
                KafkaRegionLogs r2 = new KafkaRegionLogs(installation, BenchRegions.R2)) {
            JournalStore journals =
                    new JournalStore(installation.store(), installation.config().name());
            List<Verify.Region> compared = List.of(
                    new Verify.Region(r1, journals.read(BenchRegions.R1)),
                    new Verify.Region(r2, journals.read(BenchRegions.R2)));
            Verify.Options options = new Verify.Options(Set.of(STREAM), Verify.ALWAYS, NONE, NONE);
            long started = System.nanoTime();
            Findings findings = new Verify(compared, options, listener(whileItReads), System::nanoTime).run();
            double rate = 2 * EVENTS * 1e9 / (System.nanoTime() - started);
            BenchRegions.check(findings.areSame(), "the regions differ: " + findings);
            return rate;
        }
    }

    private static Verify.Listener listener(Runnable whileItReads) {
        return new Verify.Listener() {
            @Override
            public void read(long records, long total) {
                whileItReads.run();
            }

            @Override
            public void waiting(long missing) {
                ignore();
            }
        };
    }

    private double readPlainly() {
        long started = System.nanoTime();
        readPlainly(BenchRegions.R1);
        readPlainly(BenchRegions.R2);
        return 2 * EVENTS * 1e9 / (System.nanoTime() - started);
    }

    private void readPlainly(RegionId region) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(regions.plainConsumer(region, "plain-verify"))) {
            List<TopicPartition> partitions = IntStream.range(0, BenchRegions.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(STREAM, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (long seen = 0; seen < EVENTS; ) {
                seen += consumer.poll(POLL).count();
            }
        }
    }

    private void printHeap() {
        LiveHeap heap = new LiveHeap();
        verify(heap::look);
        heap.print("while it compares");
    }

    private static void ignore() {}
}
