package dev.baton.kafka.frontier;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.LogExtent;
import dev.baton.kafka.TwoRegions;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.kafka.producer.BatonProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real brokers whose logs lose their oldest records. */
@Tag("chaos")
class LogScoutTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TwoRegions regions;

    @BeforeEach
    void open() {
        regions = new TwoRegions(directory);
    }

    @AfterEach
    void close() {
        regions.close();
    }

    private LogId log() {
        return new LogId(regions.stream(), 0);
    }

    private LogScout scout() {
        Installation installation = regions.installation();
        return new LogScout(installation.tokens(), Set.of(R1, R2), region -> new KafkaRegionLogs(installation, region));
    }

    private void produce(int events) throws Exception {
        try (BatonProducer<String, String> producer = new BatonProducer<>(regions.producer())) {
            Future<RecordMetadata> last = null;
            for (int i = 0; i < events; i++) {
                last = producer.send(new ProducerRecord<>(regions.stream(), 0, "k", "v" + i));
            }
            if (last != null) {
                last.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** As retention does. */
    private void delete(RegionId region, long before) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                regions.broker(region).bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(regions.stream(), 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldTellWhatTheLogsHold() throws Exception {
        // Given
        produce(10);
        delete(R2, 4);
        // When, Then
        assertThat(scout().look(log()))
                .contains(new TreeMap<>(Map.of(R1, new LogExtent(0, 10, 0), R2, new LogExtent(4, 10, 0))));
    }

    @Test
    void shouldTellNothingWhileARegionIsNotInSync() {
        // Given
        regions.change((token, by) -> token.demote(R2, by));
        // When, Then
        assertThat(scout().look(log())).isEmpty();
    }

    @Test
    void shouldForgetAProducerOnceItsEventsAreGoneFromBothRegions() throws Exception {
        // Given
        AtomicLong now = new AtomicLong();
        Lookout lookout = new Lookout(scout(), Runnable::run, now::get);
        try (FrontierTopic topic = topic()) {
            Frontier frontier = new Frontier();
            frontier.add(1, 0); // of a producer that has stopped
            for (int round = 1; round <= 4; round++) {
                assertThat(frontier.contains(1, 0)).isTrue();
                produce(10);
                frontier.add(2, round);
                anHourPasses(now, lookout, frontier);
                delete(R1, 10L * round);
                delete(R2, 10L * round);
            }
            // When
            anHourPasses(now, lookout, frontier);
            topic.publish(log(), new Term(1), frontier);
            topic.awaitPublished(List.of(R1), PATIENCE);
            // Then
            try (FrontierTopic another = topic()) {
                Frontier read = another.read(log());
                assertThat(read.contains(1, 0)).isFalse();
                assertThat(read.contains(2, 4)).isTrue();
                assertThat(read.round()).isEqualTo(frontier.round());
            }
        }
    }

    private void anHourPasses(AtomicLong now, Lookout lookout, Frontier frontier) {
        for (int i = 0; i < 3; i++) {
            lookout.tend(log(), frontier); // learns of the round, or looks, or hears the answer
        }
        now.addAndGet(Lookout.INTERVAL_NANOS);
        for (int i = 0; i < 3; i++) {
            lookout.tend(log(), frontier);
        }
    }

    private FrontierTopic topic() {
        SortedMap<RegionId, Map<String, Object>> properties = new TreeMap<>();
        for (RegionId region : List.of(R1, R2)) {
            properties.put(region, regions.installation().kafkaProperties(region, Map.of()));
        }
        return new FrontierTopic(
                new FrontierTopic.Settings(R1, "group-of-" + regions.stream(), properties), System::nanoTime);
    }
}
