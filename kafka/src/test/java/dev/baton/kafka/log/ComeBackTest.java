package dev.baton.kafka.log;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.CatchUpLoop;
import dev.baton.runtime.catchup.CatchUpPorts;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.log.RegionLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region is lost under load, returns, is caught up and takes over; and then the same with the other one. */
@Tag("chaos")
class ComeBackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int KEYS = 20;
    private static final int CHUNK = 20;
    private static final int AHEAD = 1_000;

    @TempDir
    Path directory;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<String> given = new ArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicBoolean producing = new AtomicBoolean(true);

    @Test
    void shouldLoseAndRepeatNothingWhenEachRegionIsLostAndComesBack() throws Exception {
        try (TwoRegions regions = new TwoRegions(directory);
                BatonProducer<String, String> producer = new BatonProducer<>(regions.producer());
                BatonConsumer<String, String> inR1 = consumer(regions, R1);
                BatonConsumer<String, String> inR2 = consumer(regions, R2)) {
            Thread load = new Thread(() -> produce(producer, regions.stream()));
            load.start();
            List<BatonConsumer<String, String>> consumers = List.of(inR1, inR2);
            await().atMost(PATIENCE).until(() -> consume(consumers) > 1_000);

            // When
            for (RegionId lost : List.of(R2, R1)) {
                regions.broker(lost).kill();
                regions.change((token, by) -> token.demote(lost, by));
                int before = given.size();
                await().atMost(PATIENCE).until(() -> consume(consumers) > before + 1_000);
                regions.broker(lost).restart();
                regions.broker(lost).awaitReady(PATIENCE);
                catchUp(regions, lost, consumers);
                handOver(regions, lost, consumers);
                int after = given.size();
                await().atMost(PATIENCE).until(() -> consume(consumers) > after + 1_000);
            }
            producing.set(false);
            load.join();
            await().atMost(PATIENCE).until(() -> consume(consumers) >= acknowledged.size());
            for (int i = 0; i < 20; i++) {
                consume(consumers);
            }
        }

        // Then
        assertThat(given).doesNotHaveDuplicates().containsAll(acknowledged);
        assertInOrder();
    }

    private void catchUp(TwoRegions regions, RegionId region, List<BatonConsumer<String, String>> consumers) {
        Installation installation = regions.installation();
        TreeMap<RegionId, RegionLogs> logs = new TreeMap<>();
        List.of(R1, R2).forEach(each -> logs.put(each, new KafkaRegionLogs(installation, each)));
        CatchUpPorts ports = new CatchUpPorts(
                installation.tokens(),
                new JournalStore(installation.store(), installation.config().name()),
                logs,
                why -> new Audit(why, "test", Instant.EPOCH, Installation.nonce()),
                System::nanoTime,
                pause -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        CatchUpSettings settings =
                new CatchUpSettings(region, Installation.nonce(), Long.MAX_VALUE, Duration.ofMillis(500), false, false);
        try (CatchUpLoop loop = new CatchUpLoop(new CatchUp(settings, ports, new CatchUpListener() {}), "catch-up")) {
            loop.start();
            await().atMost(PATIENCE).until(() -> {
                consume(consumers);
                return regions.token().sync(region) == Sync.IN_SYNC;
            });
        } finally {
            logs.values().forEach(RegionLogs::close);
        }
    }

    private void handOver(TwoRegions regions, RegionId to, List<BatonConsumer<String, String>> consumers) {
        RegionId from = regions.token().active();
        if (to.equals(from)) {
            return;
        }
        regions.change((token, by) -> token.beginHandover(to, by));
        await().atMost(PATIENCE).until(() -> {
            consume(consumers);
            return regions.registrations().running(from).isEmpty();
        });
        regions.change((token, by) -> token.completeHandover(to, by));
    }

    private void produce(BatonProducer<String, String> producer, String stream) {
        Map<Integer, Integer> next = new HashMap<>();
        for (int i = 0; producing.get(); i++) {
            String event = i % KEYS + ":" + next.merge(i % KEYS, 1, Integer::sum);
            var unused =
                    producer.send(new ProducerRecord<>(stream, Integer.toString(i % KEYS), event), (where, why) -> {
                        if (why == null) {
                            acknowledged.add(event);
                        }
                    });
            if (i % CHUNK == 0) { // no faster than it is consumed
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(PATIENCE)
                        .until(() -> taken.get() + AHEAD > acknowledged.size() || !producing.get());
            }
        }
        producer.flush();
    }

    private int consume(List<BatonConsumer<String, String>> consumers) {
        for (BatonConsumer<String, String> consumer : consumers) {
            for (ConsumerRecord<String, String> event : consumer.poll(POLL)) {
                given.add(event.value());
                taken.incrementAndGet();
            }
        }
        return given.size();
    }

    private void assertInOrder() {
        Map<String, Integer> last = new HashMap<>();
        for (String event : given) {
            String[] parts = event.split(":", 2);
            int number = Integer.parseInt(parts[1]);
            assertThat(number).as(event).isGreaterThan(last.getOrDefault(parts[0], 0));
            last.put(parts[0], number);
        }
    }

    private static BatonConsumer<String, String> consumer(TwoRegions regions, RegionId region) {
        BatonConsumer<String, String> consumer = new BatonConsumer<>(regions.consumer(region, "group"));
        consumer.subscribe(List.of(regions.stream()));
        return consumer;
    }
}
