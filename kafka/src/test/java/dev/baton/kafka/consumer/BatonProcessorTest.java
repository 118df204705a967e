package dev.baton.kafka.consumer;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.sink.PlainSink;
import dev.baton.core.token.Audit;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.handover.Handover;
import dev.baton.runtime.handover.HandoverListener;
import dev.baton.runtime.handover.HandoverOrder;
import dev.baton.runtime.handover.HandoverOutcome;
import dev.baton.runtime.handover.HandoverPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("chaos")
class BatonProcessorTest {

    private static final Logger LOG = LoggerFactory.getLogger(BatonProcessorTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration NONE_EXPIRES = Duration.ofSeconds(20);

    /** One effect at a plain sink. */
    private record Effect(String value, RegionId region, int partition, long atNanos) {}

    @TempDir
    Path directory;

    private final List<Effect> effects = Collections.synchronizedList(new ArrayList<>());
    private TwoRegions regions;

    @BeforeEach
    void startRegions() {
        regions = new TwoRegions(directory, NONE_EXPIRES);
    }

    @AfterEach
    void stopRegions() {
        regions.close();
    }

    @Test
    void shouldLoseAndRepeatNothingAtAPlainSinkInPlannedSwitchoversUnderLoad() throws Exception {
        try (BatonProcessor<String, String> first = processor(R1);
                BatonProcessor<String, String> second = processor(R2);
                BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            // Given
            AtomicBoolean loaded = new AtomicBoolean(true);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            Thread load = new Thread(() -> {
                while (loaded.get()) {
                    String number = Integer.toString(sent.size());
                    sent.add(producer.send(new ProducerRecord<>(regions.stream(), "key-" + number, number)));
                    LockSupport.parkNanos(1_000_000);
                }
            });
            load.start();
            await().atMost(PATIENCE).until(() -> effects.size() > 500);

            // When
            List<HandoverOutcome> outcomes = new ArrayList<>();
            for (RegionId to : List.of(R2, R1, R2)) {
                int before = effects.size();
                outcomes.add(switchover(to));
                await().atMost(PATIENCE).until(() -> effects.size() > before + 500);
            }
            loaded.set(false);
            load.join();
            for (Future<RecordMetadata> future : sent) {
                future.get(30, TimeUnit.SECONDS);
            }
            await().atMost(PATIENCE).until(() -> effects.size() >= sent.size());

            // Then
            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome)
                    .isInstanceOfSatisfying(HandoverOutcome.Completed.class, completed -> assertThat(completed.finish())
                            .isEqualTo(HandoverOutcome.Finish.CONSUMERS_STOPPED)));
            assertThat(effects)
                    .extracting(Effect::value)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sent.size())
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(effects).extracting(Effect::region).contains(R1, R2);
            for (int i = 0; i < TwoRegions.PARTITIONS; i++) {
                int partition = i;
                assertThat(effects.stream()
                                .filter(effect -> effect.partition() == partition)
                                .map(effect -> Integer.parseInt(effect.value())))
                        .as("order in partition %d", i)
                        .isSorted();
            }
            LOG.info(
                    "longest gap between effects in three switchovers: {} ms",
                    longestGap().toMillis());
        }
    }

    private Duration longestGap() {
        List<Long> instants = effects.stream().map(Effect::atNanos).sorted().toList();
        return Duration.ofNanos(IntStream.range(1, instants.size())
                .mapToLong(i -> instants.get(i) - instants.get(i - 1))
                .max()
                .orElseThrow());
    }

    private HandoverOutcome switchover(RegionId to) {
        HandoverPorts ports = new HandoverPorts(
                regions.installation().tokens(),
                regions.registrations(),
                reason -> new Audit(reason, "test", Instant.EPOCH, Installation.nonce()),
                System::nanoTime,
                pause -> LockSupport.parkNanos(pause.toNanos()));
        return new Handover(ports, HandoverMode.WAIT, HandoverListener.NONE)
                .carryOut(HandoverOrder.planned(to, "test"), PATIENCE);
    }

    private BatonProcessor<String, String> processor(RegionId region) {
        PlainSink<ConsumerRecord<String, String>> sink =
                event -> effects.add(new Effect(event.value(), region, event.partition(), System.nanoTime()));
        BatonProcessor<String, String> processor =
                new BatonProcessor<>(regions.consumer(region, "processors"), List.of(regions.stream()), sink);
        new Thread(processor, "processor-" + region).start();
        return processor;
    }
}
