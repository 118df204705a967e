package dev.baton.bench;

import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.producer.BatonProducer;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * A BatonConsumer in the active region against a plain consumer of the same log, and against one that looks at a header of each
 * record, which Kafka's client decodes only then and which no reader of event ids can do without.
 */
final class ConsumeBenchmark {

    private static final int ROUNDS = 15;
    /** Until every path has been compiled. */
    private static final int WARM_UP_ROUNDS = 4;

    private static final Load LOAD = new Load(2, 500_000, 0);
    private static final long EVENTS = (long) LOAD.threads() * LOAD.events();
    private static final Duration POLL = Duration.ofMillis(100);

    private ConsumeBenchmark() {}

    static void print(BenchRegions regions) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = new BatonProducer<>(regions.batonProducer())) {
            LOAD.run((key, value, callback) -> ProduceBenchmark.send(producer, "baton", key, value, callback), 1);
        }
        Figures throughput = new Figures("consume in the active region, throughput", "events/s");
        Figures beside = new Figures("  the same, against one that reads a header", "events/s");
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            String group = Integer.toString(round);
            double[] rates = new double[3];
            Turns.take(
                    round,
                    () -> rates[0] = readBaton(regions, group, EVENTS),
                    () -> rates[1] = read(
                            new KafkaConsumer<>(regions.plainConsumer(BenchRegions.R1, "plain" + group)),
                            EVENTS,
                            ConsumeBenchmark::value),
                    () -> rates[2] = read(
                            new KafkaConsumer<>(regions.plainConsumer(BenchRegions.R1, "header" + group)),
                            EVENTS,
                            ConsumeBenchmark::valueAndHeader));
            if (round >= 0) {
                throughput.baton(rates[0]);
                throughput.plain(rates[1]);
                beside.baton(rates[0]);
                beside.plain(rates[2]);
            }
        }
        throughput.print(">= 0.95");
        beside.print("none");
    }

    /** Events a second of a consumer of Baton's in r1, which holds the baton, from the first of so many events to the last. */
    static double readBaton(BenchRegions regions, String group, long events) {
        return read(
                new BatonConsumer<>(regions.batonConsumer(BenchRegions.R1, group)), events, ConsumeBenchmark::value);
    }

    /** Events a second from the first event to the last. */
    private static double read(
            Consumer<byte[], byte[]> consumer, long events, ToIntFunction<ConsumerRecord<byte[], byte[]>> use) {
        long seen = 0;
        long bytes = 0;
        long started = 0;
        try (consumer) {
            consumer.subscribe(List.of("baton"));
            while (seen < events) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    bytes += use.applyAsInt(record);
                    seen++;
                }
                started = seen > 0 && started == 0 ? System.nanoTime() : started;
            }
            long elapsed = System.nanoTime() - started;
            BenchRegions.check(
                    seen == events && bytes >= events * BenchRegions.VALUE_BYTES, "read " + seen + " events");
            return events * 1e9 / elapsed;
        }
    }

    private static int value(ConsumerRecord<byte[], byte[]> record) {
        return record.value().length;
    }

    private static int valueAndHeader(ConsumerRecord<byte[], byte[]> record) {
        return value(record) + record.headers().lastHeader(EventIdHeader.NAME).value().length;
    }
}
