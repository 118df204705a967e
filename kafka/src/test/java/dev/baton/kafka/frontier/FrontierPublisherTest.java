package dev.baton.kafka.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontierPublisherTest {

    private static final LogId LOG = new LogId("flights", 1);
    private static final FrontierKey KEY = new FrontierKey(4, LOG, "billing");
    private static final long PRODUCER = 7;

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final FrontierPublisher publisher = new FrontierPublisher(new RegionId("r1"), kafka, () -> 0);
    private final Frontier frontier = new Frontier();

    @BeforeEach
    void open() {
        publisher.open();
    }

    private void publishWith(long sequence) {
        frontier.add(PRODUCER, sequence);
        Snapshot snapshot = new Snapshot(KEY, frontier);
        publisher.publish(snapshot);
        snapshot.detach();
    }

    @Test
    void shouldSendOneAtATimeAndThenTheNewest() {
        // Given
        publishWith(0);
        publishWith(1);
        publishWith(2);
        assertThat(events()).containsExactly(1L);
        // When
        kafka.completeNext();
        // Then
        assertThat(events()).containsExactly(1L, 3L);
        assertThat(publisher.hasArrived()).isFalse();
        kafka.completeNext();
        assertThat(publisher.hasArrived()).isTrue();
        assertThat(events()).hasSize(2);
    }

    /** It is the owner's thread that goes on, and Kafka's that sends what waited. */
    @Test
    void shouldSendWhatWasPublishedAlthoughTheFrontierHasGrownSince() {
        // Given
        publishWith(0);
        publishWith(1);
        frontier.addRange(PRODUCER, 2, 100);
        // When
        kafka.completeNext();
        // Then
        assertThat(events()).containsExactly(1L, 2L);
    }

    @Test
    void shouldTellWhenWhatWasPublishedUntilNowOrSomethingNewerHasArrived() {
        // Given
        publishWith(0);
        publishWith(1);
        BooleanSupplier arrival = publisher.arrival();
        publishWith(2);
        // When, Then
        kafka.completeNext();
        assertThat(arrival.getAsBoolean()).isFalse();
        kafka.completeNext();
        assertThat(arrival.getAsBoolean()).isTrue();
    }

    @Test
    void shouldSendAgainWhatFailed() {
        // Given
        publishWith(0);
        kafka.errorNext(new TimeoutException("nobody there"));
        assertThat(events()).hasSize(1);
        // When
        publisher.resend();
        // Then
        assertThat(events()).containsExactly(1L, 1L);
        kafka.completeNext();
        assertThat(publisher.hasArrived()).isTrue();
    }

    /** Many brokers would make the topic, with settings that delete frontiers. */
    @Test
    void shouldWriteToNoTopicThatMayNotExist() {
        // Given
        FrontierPublisher early = new FrontierPublisher(new RegionId("r1"), kafka, () -> 0);
        frontier.add(PRODUCER, 0);
        // When
        early.publish(new Snapshot(KEY, frontier));
        // Then
        assertThat(events()).isEmpty();
        assertThat(early.hasArrived()).isFalse();
        early.open();
        early.resend();
        assertThat(events()).hasSize(1);
    }

    @Test
    void shouldSendNoMoreOnceItIsClosed() {
        // Given
        publishWith(0);
        publishWith(1);
        publisher.close();
        // When
        kafka.completeNext();
        // Then: no exception either, which Kafka would log as a broken callback
        assertThat(events()).hasSize(1);
    }

    private List<Long> events() {
        return kafka.history().stream()
                .map(ProducerRecord::value)
                .map(bytes -> FrontierCodec.decode(bytes)
                        .orElseThrow(IllegalStateException::new)
                        .events())
                .toList();
    }
}
