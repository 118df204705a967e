package dev.baton.bench;

import dev.baton.kafka.producer.BatonProducer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** One region frozen and demoted: what still goes to the healthy one, against one plain producer. */
final class FrozenBenchmark {

    private static final int ROUNDS = 7;
    private static final Load LOAD = new Load(2, 150_000, 0);

    private FrozenBenchmark() {}

    static void print(BenchRegions regions) throws InterruptedException {
        Figures throughput = new Figures("r1 frozen and demoted, throughput to r2", "events/s");
        try (Producer<byte[], byte[]> r2 = new KafkaProducer<>(regions.plainProducer(BenchRegions.R2));
                Producer<byte[], byte[]> baton = new BatonProducer<>(regions.batonProducer())) {
            Load.Target plainTarget =
                    (key, value, callback) -> ProduceBenchmark.send(r2, "plain", key, value, callback);
            Load.Target batonTarget =
                    (key, value, callback) -> ProduceBenchmark.send(baton, "baton", key, value, callback);
            LOAD.run(plainTarget, 1);
            LOAD.run(batonTarget, 1);
            regions.broker(BenchRegions.R1).freeze();
            regions.demote(BenchRegions.R1);
            LOAD.run(batonTarget, 1); // the stall until the demotion is seen falls in here
            for (int round = 0; round < ROUNDS; round++) {
                Turns.take(
                        round,
                        () -> throughput.baton(LOAD.run(batonTarget, 1).eventsPerSecond()),
                        () -> throughput.plain(LOAD.run(plainTarget, 1).eventsPerSecond()));
            }
            regions.broker(BenchRegions.R1).thaw();
        }
        throughput.print(">= 0.95");
    }
}
