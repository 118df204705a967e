package dev.baton.bench;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.CatchUpPorts;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.catchup.Turn;
import dev.baton.runtime.log.RegionLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The catch-up of a region that has nothing against a plain loop that reads the same log and writes the same records there. What
 * rule C has to wait for is the same for few events and many, and is not counted.
 */
final class CatchUpBenchmark {

    private static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 1;
    private static final Load LOAD = new Load(2, Integer.getInteger("baton.bench.events", 2_000_000) / 2, 0);
    private static final long EVENTS = (long) LOAD.threads() * LOAD.events();
    private static final Duration POLL = Duration.ofMillis(100);

    private final BenchRegions regions;

    private CatchUpBenchmark(BenchRegions regions) {
        this.regions = regions;
    }

    static void print(BenchRegions regions) throws InterruptedException {
        new CatchUpBenchmark(regions).print();
    }

    private void print() throws InterruptedException {
        regions.broker(BenchRegions.R1).createTopic("source", BenchRegions.PARTITIONS, Map.of("retention.bytes", "-1"));
        regions.broker(BenchRegions.R2).createTopic("source", BenchRegions.PARTITIONS, Map.of());
        fill();
        Figures throughput = new Figures("catch-up of " + EVENTS + " events, throughput", "events/s");
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            String name = "round" + (round + WARM_UP_ROUNDS);
            double[] rates = new double[2];
            Turns.take(
                    round,
                    () -> rates[0] = catchUp(name + "-baton", new CatchUpListener() {}),
                    () -> rates[1] = copyPlainly(name + "-plain"));
            if (round >= 0) {
                throughput.baton(rates[0]);
                throughput.plain(rates[1]);
            }
        }
        throughput.print(">= 0.8");
        printHeap();
    }

    /** Into r1 only, as while r2 is lost. */
    private void fill() throws InterruptedException {
        Path config = regions.install("fill", "source: {}");
        demoteR2(config);
        Map<String, Object> properties = regions.batonProducer();
        properties.put(BatonProperties.CONFIG, config.toString());
        try (Producer<byte[], byte[]> producer = new BatonProducer<>(properties)) {
            LOAD.run((key, value, callback) -> ProduceBenchmark.send(producer, "source", key, value, callback), 1);
        }
    }

    private static void demoteR2(Path config) {
        try (Installation installation = Installation.open(config)) {
            BenchRegions.demote(installation, BenchRegions.R2);
        }
    }

    /** Events a second, into an empty topic. */
    private double catchUp(String target, CatchUpListener listener) {
        createTarget(target);
        Path config = regions.install(target, "source: { topics: { r2: " + target + " } }");
        demoteR2(config);
        AtomicLong copied = new AtomicLong();
        double rate;
        try (Installation installation = Installation.open(config);
                CatchUp catchUp = new CatchUp(settings(), ports(installation), counting(copied, listener))) {
            rate = EVENTS * 1e9 / nanosOfCopying(catchUp);
        }
        BenchRegions.check(copied.get() == EVENTS, "copied " + copied + " events");
        deleteTarget(target);
        return rate;
    }

    private static CatchUpSettings settings() {
        return new CatchUpSettings(BenchRegions.R2, Installation.nonce(), Long.MAX_VALUE, Duration.ZERO, false, false);
    }

    private static CatchUpPorts ports(Installation installation) {
        SortedMap<RegionId, RegionLogs> logs = new TreeMap<>();
        List.of(BenchRegions.R1, BenchRegions.R2)
                .forEach(region -> logs.put(region, new KafkaRegionLogs(installation, region)));
        return new CatchUpPorts(
                installation.tokens(),
                new JournalStore(installation.store(), installation.config().name()),
                logs,
                BenchRegions::audit,
                System::nanoTime,
                CatchUpBenchmark::pause);
    }

    /** From the end of the last wait to the promotion. */
    private static long nanosOfCopying(CatchUp catchUp) {
        long started = System.nanoTime();
        for (Turn turn = catchUp.step(); !(turn instanceof Turn.InSync); turn = catchUp.step()) {
            BenchRegions.check(!(turn instanceof Turn.Stuck), "stuck: " + turn);
            if (turn instanceof Turn.Waiting waiting) {
                pause(waiting.again());
                started = System.nanoTime();
            }
        }
        return System.nanoTime() - started;
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    private static CatchUpListener counting(AtomicLong events, CatchUpListener listener) {
        return new CatchUpListener() {
            @Override
            public void progressed(RegionJournal journal) {
                listener.progressed(journal);
            }

            @Override
            public void done(RegionJournal journal, long copied, long leftovers) {
                events.set(copied);
            }
        };
    }

    private double copyPlainly(String target) {
        createTarget(target);
        long seen = 0;
        long started = System.nanoTime();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(regions.plainConsumer(BenchRegions.R1, target));
                Producer<byte[], byte[]> producer = new KafkaProducer<>(regions.plainProducer(BenchRegions.R2))) {
            consumer.assign(partitions("source").toList());
            AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
            while (seen < EVENTS) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                    send(producer, copy(target, event), failure);
                    seen++;
                }
            }
            producer.flush();
            BenchRegions.check(failure.get() == null, "a copy failed: " + failure);
        }
        double rate = EVENTS * 1e9 / (System.nanoTime() - started);
        deleteTarget(target);
        return rate;
    }

    private static ProducerRecord<byte[], byte[]> copy(String target, ConsumerRecord<byte[], byte[]> event) {
        return new ProducerRecord<>(
                target, event.partition(), event.timestamp(), event.key(), event.value(), event.headers());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private static void send(
            Producer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> copy,
            AtomicReference<@Nullable Exception> failure) {
        producer.send(copy, (metadata, why) -> {
            if (why != null) {
                failure.set(why);
            }
        });
    }

    /** An empty topic whose broker knows that it leads it: a producer that begins earlier may hang (KAFKA-14359). */
    private void createTarget(String target) {
        regions.broker(BenchRegions.R2).createTopic(target, BenchRegions.PARTITIONS, Map.of("retention.bytes", "-1"));
        Map<TopicPartition, OffsetSpec> ends =
                partitions(target).collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        inR2(admin -> admin.listOffsets(ends).all());
    }

    private void deleteTarget(String target) {
        inR2(admin -> admin.deleteTopics(List.of(target)).all());
    }

    private void inR2(Function<Admin, KafkaFuture<?>> order) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                regions.broker(BenchRegions.R2).bootstrap()))) {
            order.apply(admin).toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Stream<TopicPartition> partitions(String topic) {
        return IntStream.range(0, BenchRegions.PARTITIONS).mapToObj(partition -> new TopicPartition(topic, partition));
    }

    private void printHeap() {
        LiveHeap heap = new LiveHeap();
        catchUp("heap", new CatchUpListener() {
            @Override
            public void progressed(RegionJournal journal) {
                heap.look();
            }
        });
        heap.print("while it copies");
    }
}
