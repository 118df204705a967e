package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Gatekeeper;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.view.TokenWatch;
import dev.baton.testkit.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby in r2 while r1 is active, on a log and a clock that the test controls. */
class StandbyTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TopicPartition LOG = new TopicPartition("flights", 0);
    private static final long PRODUCER = 7;

    private final AtomicLong skippedNanos = new AtomicLong();
    private final MockConsumer<String, String> kafka = new MockConsumer<>("none");
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ObjectTokenStore tokens = new ObjectTokenStore(store, "payments");
    private final Gatekeeper gate = new Gatekeeper(
            new Gatekeeper.Identity(R2, "group", "instance"),
            new Registrations(store, "payments"),
            new TokenWatch.Ports(tokens, System::nanoTime, () -> 0.5),
            Duration.ofMillis(20),
            () -> "nonce");
    private final Frontier effective = new Frontier();
    private final ConsumerMetrics metrics = new ConsumerMetrics(Map.of());
    private final EventReader<String, String> reader = new EventReader<>(
            new EventReader.Ports<>(new EventIds(), kafka, gate, new Followed(), new Plain(), metrics, this::nanoTime),
            new EventReader.Owner() {});

    @BeforeEach
    void standBy() {
        tokens.create(Token.first("payments", List.of(R1, R2), R1, TTL, audit("w1")));
        gate.start();
        reader.assign(List.of(LOG));
        kafka.updateBeginningOffsets(Map.of(LOG, 0L));
        kafka.updateEndOffsets(Map.of(LOG, 3L));
        kafka.seek(LOG, 0);
        await().atMost(PATIENCE).until(gate::isInSync);
        poll();
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private long nanoTime() {
        return System.nanoTime() + skippedNanos.get();
    }

    private static Audit audit(String write) {
        return new Audit("test", "test", Instant.EPOCH, write);
    }

    @Test
    void shouldCountWhatOnlyOneOfTheRegionsHas() {
        // Given
        append(0, 1, 4);
        effective.addRange(PRODUCER, 0, 4); // 2 and 3 are not here
        effective.addRange(PRODUCER, 5, 6); // 4 was passed over, and 5 is not here

        // When
        passGrace();
        passGrace();

        // Then
        assertThat(counted())
                .containsEntry("events-only-in-active-region-total", 3L)
                .containsEntry("events-only-in-own-region-total", 1L);
    }

    @Test
    void shouldCountNothingWhereTheRegionsAgree() {
        // Given
        append(0, 1, 2);
        effective.addRange(PRODUCER, 0, 2);

        // When
        passGrace();
        passGrace();

        // Then
        assertThat(counted().values()).containsOnly(0L);
    }

    @Test
    void shouldCountNothingWhileItsRegionIsOut() {
        // Given
        Token token = tokens.read();
        tokens.compareAndSet(token, token.demote(R2, audit("w2")).fold(legal -> legal, refused -> {
            throw new AssertionError(refused.why());
        }));
        await().atMost(PATIENCE).until(() -> !gate.isInSync());
        append(0, 1, 4);
        effective.addRange(PRODUCER, 0, 6);

        // When
        passGrace();
        passGrace();

        // Then
        assertThat(counted().values()).containsOnly(0L);
    }

    private Map<String, Object> counted() {
        return metrics.all().values().stream()
                .filter(metric -> metric.metricName().name().startsWith("events-only"))
                .collect(Collectors.toMap(metric -> metric.metricName().name(), metric -> metric.metricValue()));
    }

    private void passGrace() {
        skippedNanos.addAndGet(Standby.GRACE_NANOS + TimeUnit.SECONDS.toNanos(1));
        poll(); // to the end of what is there
        skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        poll();
    }

    private void poll() {
        assertThat(reader.poll(Duration.ofMillis(20), 500)).isEmpty();
    }

    private void append(long... sequences) {
        for (int offset = 0; offset < sequences.length; offset++) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(EventIdHeader.NAME, EventIdHeader.write(PRODUCER, sequences[offset]));
            kafka.addRecord(new ConsumerRecord<>(
                    LOG.topic(),
                    LOG.partition(),
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    1,
                    1,
                    "k",
                    "v",
                    headers,
                    Optional.empty()));
        }
    }

    /** A region that was never caught up. */
    private static final class Plain implements OwnRegion {

        @Override
        public String stream(String topic) {
            return topic;
        }

        @Override
        public RegionJournal journal() {
            return RegionJournal.empty(R2);
        }

        @Override
        public boolean skipsExpired() {
            return false;
        }
    }

    /** What the active region publishes. */
    private final class Followed implements Progress {

        @Override
        public Frontier claim(LogId log, Term term) {
            return effective.copy();
        }

        @Override
        public Frontier peek(LogId log) {
            return effective.copy();
        }

        @Override
        public BooleanSupplier arrival() {
            return () -> true;
        }

        @Override
        public boolean settle() {
            return true;
        }

        @Override
        public void close() {}
    }
}
