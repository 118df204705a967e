package dev.baton.bench;

import dev.baton.kafka.producer.BatonProducer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One BatonProducer to two regions against two plain producers that the same threads feed the same events. Throughput as fast as
 * it goes; latency at a rate that leaves the machine room, since at saturation it only measures the length of the queue.
 */
final class ProduceBenchmark {

    private static final int ROUNDS = 15;
    private static final Load SATURATING = new Load(2, 150_000, 0);
    private static final Load PACED = new Load(2, 10_000, 5_000);

    private ProduceBenchmark() {}

    static void print(BenchRegions regions) throws InterruptedException {
        Figures throughput = new Figures("produce to two regions, throughput", "events/s");
        Figures latency = new Figures("produce to two regions, p99 at 5,000/s", "us");
        try (Producer<byte[], byte[]> r1 = new KafkaProducer<>(regions.plainProducer(BenchRegions.R1));
                Producer<byte[], byte[]> r2 = new KafkaProducer<>(regions.plainProducer(BenchRegions.R2));
                Producer<byte[], byte[]> baton = new BatonProducer<>(regions.batonProducer())) {
            Load.Target plainTarget = (key, value, callback) -> {
                send(r1, "plain", key, value, callback);
                send(r2, "plain", key, value, callback);
            };
            Load.Target batonTarget = (key, value, callback) -> send(baton, "baton", key, value, callback);
            SATURATING.run(plainTarget, 2);
            SATURATING.run(batonTarget, 1);
            for (int round = 0; round < ROUNDS; round++) {
                Turns.take(
                        round,
                        () -> throughput.baton(SATURATING.run(batonTarget, 1).eventsPerSecond()),
                        () -> throughput.plain(SATURATING.run(plainTarget, 2).eventsPerSecond()));
            }
            for (int round = 0; round < ROUNDS; round++) {
                Turns.take(
                        round,
                        () -> latency.baton(PACED.run(batonTarget, 1).p99Micros()),
                        () -> latency.plain(PACED.run(plainTarget, 2).p99Micros()));
            }
        }
        throughput.print(">= 0.95");
        latency.print("<= 1.1");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    static void send(Producer<byte[], byte[]> producer, String topic, byte[] key, byte[] value, Callback callback) {
        producer.send(new ProducerRecord<>(topic, key, value), callback);
    }
}
