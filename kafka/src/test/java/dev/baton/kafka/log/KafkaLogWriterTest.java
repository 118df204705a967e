package dev.baton.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.EventIdHeader;
import dev.baton.runtime.log.LogRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The writer on a producer that answers when the test says so. */
class KafkaLogWriterTest {

    private static final LogId LOG = new LogId("flights", 0);
    private static final LogId OTHER = new LogId("flights", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaLogWriter writer =
            new KafkaLogWriter(new RegionTopics(new RegionId("r2"), Map.of("flights", "flights")), kafka);

    @Test
    void shouldSendNothingToALogBeforeItsFirstCopyHasLanded() {
        // Given
        CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> {
            writer.append(LOG, event(0), 1);
            writer.append(LOG, event(1), 1);
            writer.append(LOG, event(2), 1);
        });
        await().atMost(PATIENCE).until(() -> !kafka.history().isEmpty());

        // When
        await().during(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .until(() -> kafka.history().size() == 1);
        kafka.completeNext();

        // Then
        await().atMost(PATIENCE).until(() -> kafka.history().size() == 3 && appending.isDone());
        assertThat(appending).isCompleted();
    }

    @Test
    void shouldEndWithTheFirstFailure() {
        // Given
        CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> writer.append(LOG, event(0), 1));
        await().atMost(PATIENCE).until(() -> kafka.completeNext());
        appending.join();
        writer.append(LOG, event(1), 1);
        writer.append(LOG, event(2), 1);

        // When
        kafka.errorNext(new NotEnoughReplicasException("too few"));

        // Then
        assertThat(kafka.closed()).isTrue();
        assertThatThrownBy(() -> writer.append(OTHER, event(3), 1))
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessage("Region r2 refuses a copy: too few");
        assertThatThrownBy(() -> writer.flush(PATIENCE)).isInstanceOf(RegionUnavailableException.class);
        assertThat(kafka.history()).hasSize(3);
    }

    @Test
    void shouldNotFlushForLongerThanItsDeadline() {
        // Given
        CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> writer.append(LOG, event(0), 1));
        await().atMost(PATIENCE).until(() -> kafka.completeNext());
        appending.join();
        writer.flush(Duration.ZERO);
        writer.append(LOG, event(1), 1);

        // When
        // Then
        assertThatThrownBy(() -> writer.flush(Duration.ofMillis(50)))
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("has not confirmed all copies within 50 ms");
        kafka.completeNext();
        writer.flush(Duration.ZERO);
    }

    private static LogRecord event(long sequence) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(LOG.stream(), LOG.partition(), sequence, new byte[0], new byte[1]);
        record.headers().add(EventIdHeader.NAME, EventIdHeader.write(7, sequence));
        return KafkaLogRecord.of(record, new EventIdHeader());
    }
}
