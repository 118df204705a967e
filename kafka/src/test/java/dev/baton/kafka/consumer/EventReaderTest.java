package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader on a log and a clock that the test controls; token, registrations and gate are the product's own. */
class EventReaderTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TopicPartition LOG = new TopicPartition("flights", 0);
    private static final long PRODUCER = 7;

    private final AtomicLong skippedNanos = new AtomicLong();
    private final MockConsumer<String, String> kafka = new MockConsumer<>("none");
    private final Ledger ledger = new Ledger();
    private final AtomicBoolean skips = new AtomicBoolean();
    private final ConsumerMetrics metrics = new ConsumerMetrics(Map.of());
    private EventReader<String, String> reader;

    @BeforeEach
    void openTheGate() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        ObjectTokenStore tokens = new ObjectTokenStore(store, "payments");
        tokens.create(
                Token.first("payments", List.of(R1, R2), R1, TTL, new Audit("first", "test", Instant.EPOCH, "w1")));
        Gatekeeper gate = new Gatekeeper(
                new Gatekeeper.Identity(R1, "group", "instance"),
                new Registrations(store, "payments"),
                new TokenWatch.Ports(tokens, this::nanoTime, () -> 0.5),
                Duration.ofMillis(20),
                () -> "nonce");
        gate.start();
        reader = new EventReader<>(
                new EventReader.Ports<>(new EventIds(), kafka, gate, ledger, new Plain(), metrics, this::nanoTime),
                new EventReader.Owner() {});
        reader.assign(List.of(LOG));
        kafka.updateBeginningOffsets(Map.of(LOG, 0L));
        kafka.updateEndOffsets(Map.of(LOG, 0L));
        kafka.seek(LOG, 0);
        await().atMost(PATIENCE).until(() -> gate.openTerm() == 1);
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private long nanoTime() {
        return System.nanoTime() + skippedNanos.get();
    }

    @Test
    void shouldReadAgainWhatAClosedGateDroppedAlthoughItIsOpenAgain() {
        // Given
        append(0, 1, 2);
        assertThat(poll()).containsExactly("0", "1", "2");
        skippedNanos.addAndGet(TTL.multipliedBy(2).toNanos()); // as if this process had been paused in the middle
        assertThat(reader.mayGoOn()).isFalse();

        // When
        await().pollDelay(Duration.ofMillis(200)).atMost(PATIENCE).until(() -> true); // the view has long been renewed
        boolean mayGoOn = reader.mayGoOn();
        poll();
        long position = kafka.position(LOG);
        append(0, 1, 2, 3);
        List<String> again = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> again.addAll(poll()) && again.size() >= 4);

        // Then
        assertThat(mayGoOn).as("what was dropped is not in hand any more").isFalse();
        assertThat(position).isZero();
        assertThat(again).containsExactly("0", "1", "2", "3");
    }

    @Test
    void shouldNotPassARecordThatItCannotRead() {
        // Given
        append(0);
        assertThat(poll()).hasSize(1);
        reader.log(LOG).confirm(1);
        kafka.addRecord(record(1, new byte[] {2, 0, 0}));

        // When
        assertThatThrownBy(this::poll)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("offset 1");

        // Then
        assertThat(reader.log(LOG).resumeOffset()).isEqualTo(1);
        assertThat(kafka.position(LOG)).isEqualTo(1);
    }

    @Test
    void shouldCountNothingAsGivenThatCameWithARecordThatItCannotRead() {
        // Given
        append(0, 1);
        kafka.addRecord(record(2, new byte[] {2, 0, 0}));

        // When
        assertThatThrownBy(this::poll).isInstanceOf(InvalidConfigurationException.class);

        // Then
        assertThat(reader.log(LOG).hasUnconfirmed()).isFalse();
        assertThat(kafka.position(LOG)).isZero();
    }

    @Test
    void shouldCommitNoHintBeforeTheFrontierHasArrived() {
        // Given
        append(0, 1, 2);
        assertThat(poll()).hasSize(3);
        reader.log(LOG).confirm(3);
        ledger.arrived = false;

        // When
        skippedNanos.addAndGet(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 10; i++) {
            skippedNanos.addAndGet(Duration.ofSeconds(1).toNanos());
            poll();
        }
        Map<TopicPartition, OffsetAndMetadata> before = kafka.committed(Set.of(LOG));
        ledger.arrived = true;
        await().atMost(PATIENCE).until(() -> {
            poll();
            return kafka.committed(Set.of(LOG)).get(LOG) != null;
        });

        // Then
        assertThat(before.get(LOG)).isNull();
        assertThat(kafka.committed(Set.of(LOG)).get(LOG).offset()).isEqualTo(3);
    }

    @Test
    void shouldRefuseToPassWhatRetentionHasDeletedWhileItWasReading() {
        // Given
        append(0, 1);
        assertThat(poll()).hasSize(2);
        reader.log(LOG).confirm(2);

        // When
        trimTo(5, 8);

        // Then
        for (int i = 0; i < 2; i++) { // a second poll does not pass it either
            assertThatThrownBy(this::pollUntilSomething)
                    .isInstanceOf(EventsExpiredException.class)
                    .hasMessageContaining(
                            "flights-0 before they took effect: offsets 2 to 4, written after 1970-01-01T")
                    .hasMessageContaining("baton.expired to skip");
            append(5, 6, 7);
        }
    }

    @Test
    void shouldPassWhatRetentionHasDeletedWhereThatIsAllowed() {
        // Given
        skips.set(true);
        append(0, 1);
        assertThat(poll()).hasSize(2);

        // When
        trimTo(5, 8);

        // Then
        assertThat(pollUntilSomething()).containsExactly("5", "6", "7");
    }

    @Test
    void shouldSayNothingOfDeletedEventsThatHaveTakenEffect() {
        // Given
        ledger.frontier.addRange(PRODUCER, 0, 6);
        kafka.seek(LOG, 1);

        // When
        trimTo(4, 8);

        // Then
        assertThat(pollUntilSomething()).containsExactly("6", "7");
    }

    @Test
    void shouldTellByTheSequencesThatEventsWereDeletedBeforeTheyTookEffect() {
        // Given
        ledger.frontier.addRange(PRODUCER, 0, 3);
        kafka.seek(LOG, 1);

        // When
        trimTo(4, 8);

        // Then
        assertThatThrownBy(this::pollUntilSomething)
                .isInstanceOf(EventsExpiredException.class)
                .hasMessageContaining("from 3 to 3, and perhaps others, written before 1970-01-01T");
    }

    @Test
    void shouldBeginWithWhatThereIsWhereTheGroupIsNew() {
        // Given
        trimTo(4, 8);

        // When
        List<String> given = pollUntilSomething();

        // Then
        assertThat(given).containsExactly("4", "5", "6", "7");
    }

    @Test
    void shouldReadATopicThatWasMadeAnewFromItsStart() {
        // Given
        kafka.seek(LOG, 100);
        kafka.updateEndOffsets(Map.of(LOG, 2L));
        kafka.setPollException(new OffsetOutOfRangeException(Map.of(LOG, 100L)));
        poll();

        // When
        append(0, 1);

        // Then
        assertThat(pollUntilSomething()).containsExactly("0", "1");
    }

    /** Retention deletes what lies before {@code start}; the events up to {@code end} are there. */
    private void trimTo(long start, long end) {
        kafka.updateBeginningOffsets(Map.of(LOG, start));
        kafka.updateEndOffsets(Map.of(LOG, end));
        poll(); // finds its place, before there is anything
        append(LongStream.range(start, end).toArray());
    }

    private List<String> pollUntilSomething() {
        List<String> given = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> given.addAll(poll()));
        return given;
    }

    private List<String> poll() {
        return reader.poll(Duration.ofMillis(20), 500).values().stream()
                .flatMap(List::stream)
                .map(ConsumerRecord::value)
                .toList();
    }

    private void append(long... sequences) {
        for (long sequence : sequences) {
            kafka.addRecord(record(sequence, EventIdHeader.write(PRODUCER, sequence)));
        }
    }

    private static ConsumerRecord<String, String> record(long offset, byte[] id) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventIdHeader.NAME, id);
        return new ConsumerRecord<>(
                LOG.topic(),
                LOG.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                1,
                1,
                "k",
                Long.toString(offset),
                headers,
                Optional.empty());
    }

    /** A region that was never caught up. */
    private final class Plain implements OwnRegion {

        @Override
        public String stream(String topic) {
            return topic;
        }

        @Override
        public RegionJournal journal() {
            return RegionJournal.empty(R1);
        }

        @Override
        public boolean skipsExpired() {
            return skips.get();
        }
    }

    /** A frontier that is published in an instant, or not at all. */
    private static final class Ledger implements Progress {

        private boolean arrived = true;
        private Frontier frontier = new Frontier();

        @Override
        public Frontier claim(LogId log, Term term) {
            return frontier.copy();
        }

        @Override
        public Frontier peek(LogId log) {
            return new Frontier();
        }

        @Override
        public BooleanSupplier arrival() {
            return () -> arrived;
        }

        @Override
        public boolean settle() {
            return true;
        }

        @Override
        public void close() {}
    }
}
