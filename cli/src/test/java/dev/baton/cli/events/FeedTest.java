package dev.baton.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FeedTest {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void shouldSendEachLineAndCountWhatBecomesOfIt() {
        // Given
        Feed feed = feed("a,1\n\nb,2\n", KeyColumn.of(2, ",".getBytes(StandardCharsets.UTF_8)), 0);

        // When
        feed.run();
        producer.completeNext();
        producer.errorNext(new TimeoutException("region r2 is missing"));

        // Then
        assertThat(producer.history()).extracting(FeedTest::text).containsExactly("1=a,1", "2=b,2");
        assertThat(feed.sent()).isEqualTo(2);
        assertThat(feed.acked()).isEqualTo(1);
        assertThat(feed.failed()).isEqualTo(1);
        assertThat(feed.firstFailure()).isEqualTo("line 3: region r2 is missing");
        assertThat(feed.brokenOff()).isNull();
    }

    @Test
    void shouldCountALineWithoutTheColumnAsFailedAndGoOn() {
        // Given
        Feed feed = feed("a\nb,2\n", KeyColumn.of(2, ",".getBytes(StandardCharsets.UTF_8)), 0);

        // When
        feed.run();

        // Then
        assertThat(producer.history()).extracting(FeedTest::text).containsExactly("2=b,2");
        assertThat(feed.firstFailure()).isEqualTo("line 1: there is no such column as the key's in it");
    }

    @Test
    void shouldCountALineThatIsTooLongAsFailedAndGoOn() {
        // Given
        Feed feed = feed("x".repeat(Feed.MAX_LINE_BYTES + 10) + "\nshort\n", KeyColumn.NONE, 0);

        // When
        feed.run();

        // Then
        assertThat(producer.history()).extracting(FeedTest::text).containsExactly("null=short");
        assertThat(feed.firstFailure()).isEqualTo("line 1: longer than 1048576 bytes");
    }

    @Test
    void shouldStopWhereNothingCanBeSentAnyMore() {
        // Given
        producer.sendException = new TimeoutException("no room");
        Feed feed = feed("one\ntwo\n", KeyColumn.NONE, 0);

        // When
        feed.run();

        // Then
        assertThat(feed.sent()).isEqualTo(1);
        assertThat(feed.failed()).isEqualTo(1);
        assertThat(feed.brokenOff()).isEqualTo("stopped at line 1: no room");
    }

    @Test
    void shouldSayWhichLineCannotBeRead() throws IOException {
        // Given
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        Feed feed = new Feed(producer, "flights", new LineReader(closed, 10), KeyColumn.NONE, 0);

        // When
        feed.run();

        // Then
        assertThat(feed.brokenOff()).isEqualTo("line 1 cannot be read: Stream closed");
    }

    @Test
    void shouldKeepToItsRate() {
        // Given
        Feed feed = feed("1\n2\n3\n4\n5\n6\n", KeyColumn.NONE, 50);
        long start = System.nanoTime();

        // When
        feed.run();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void shouldSendNothingOnceStopped() {
        // Given
        Feed feed = feed("one\n", KeyColumn.NONE, 0);

        // When
        feed.stop();
        feed.run();

        // Then
        assertThat(producer.history()).isEmpty();
    }

    private Feed feed(String text, KeyColumn key, int rate) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new Feed(producer, "flights", new LineReader(in, Feed.MAX_LINE_BYTES), key, rate);
    }

    private static String text(ProducerRecord<byte[], byte[]> event) {
        String key = event.key() == null ? "null" : new String(event.key(), StandardCharsets.UTF_8);
        return key + "=" + new String(event.value(), StandardCharsets.UTF_8);
    }
}
