package dev.baton.kafka.consumer;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.kafka.producer.BatonProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class AutoCommitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration NONE_EXPIRES = Duration.ofSeconds(20);
    private static final int POLLS = 10;

    @Test
    void shouldHoldTheFrontierBackForTheIntervalButNotWhenTheGateCloses(@TempDir Path directory) throws Exception {
        try (TwoRegions regions = new TwoRegions(directory, NONE_EXPIRES);
                BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            // Given
            Map<String, Object> properties = regions.consumer(R1, "group");
            properties.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, "3600000");
            LogId log = new LogId(regions.stream(), 0);
            producer.send(new ProducerRecord<>(regions.stream(), 0, "k", "only"))
                    .get(30, TimeUnit.SECONDS);
            try (BatonConsumer<String, String> consumer = new BatonConsumer<>(properties);
                    FrontierTopic inR2 = frontiersOf(regions)) {
                consumer.subscribe(List.of(regions.stream()));
                await().atMost(PATIENCE).until(() -> !consumer.poll(POLL).isEmpty());
                for (int i = 0; i < POLLS; i++) {
                    assertThat(consumer.poll(POLL)).isEmpty();
                }
                assertThat(inR2.read(log).events())
                        .as("published within the interval")
                        .isZero();

                // When
                regions.change((token, by) -> token.beginHandover(R2, by));

                // Then
                await().atMost(PATIENCE)
                        .ignoreException(StoreUnavailableException.class)
                        .until(() -> {
                            consumer.poll(POLL);
                            return inR2.read(log).events() == 1
                                    && regions.registrations().running(R1).isEmpty();
                        });
            }
        }
    }

    private static FrontierTopic frontiersOf(TwoRegions regions) {
        try (Installation installation = Installation.of(regions.consumer(R2, "group"))) {
            TreeMap<RegionId, Map<String, Object>> clients = new TreeMap<>();
            installation
                    .config()
                    .regions()
                    .keySet()
                    .forEach(region -> clients.put(region, installation.kafkaProperties(region, Map.of())));
            return new FrontierTopic(new FrontierTopic.Settings(R2, "group", clients), System::nanoTime);
        }
    }
}
