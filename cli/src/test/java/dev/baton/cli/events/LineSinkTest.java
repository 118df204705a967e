package dev.baton.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.event.EventIdHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineSinkTest {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    @TempDir
    Path directory;

    @Test
    void shouldWriteValuesAsTheyAre() throws IOException {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineSink sink = LineSink.to(out, EventFormat.VALUE, NO_LIMIT, () -> {});

        // When
        sink.apply(event("key", new byte[] {(byte) 0xff, 'x'}));
        sink.apply(event(null, null));
        sink.flush();

        // Then
        assertThat(out.toByteArray()).containsExactly(0xff, 'x', '\n', '\n');
        assertThat(sink.written()).isEqualTo(2);
    }

    @Test
    void shouldWriteJsonWithIdKeyAndPlace() throws IOException {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineSink sink = LineSink.to(out, EventFormat.JSON, NO_LIMIT, () -> {});
        ConsumerRecord<byte[], byte[]> withId = event("k\"1", "value".getBytes(StandardCharsets.UTF_8));
        withId.headers().add(EventIdHeader.NAME, EventIdHeader.write(10, 42));

        // When
        sink.apply(withId);
        sink.apply(event(null, new byte[] {(byte) 0xff}));
        sink.flush();

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"topic\":\"flights\",\"partition\":1,\"offset\":7,\"timestamp\":-1,\"id\":\"000000000000000a/1/42\","
                                + "\"key\":\"k\\\"1\",\"value\":\"value\"}",
                        "{\"topic\":\"flights\",\"partition\":1,\"offset\":7,\"timestamp\":-1,\"id\":null,\"key\":null,"
                                + "\"valueBase64\":\"/w==\"}");
    }

    @Test
    void shouldAppendToItsFile() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("events.txt"), "before\n");

        // When
        append(file, "one");

        // Then
        assertThat(file).hasContent("before\none\n");
    }

    @Test
    void shouldNotGoOnWithinALineThatAKilledOneLeft() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("events.txt"), "before\ntor");

        // When
        append(file, "torn");

        // Then
        assertThat(file).hasContent("before\ntor\ntorn\n");
    }

    @Test
    void shouldWriteNoMoreThanItsLimit() throws IOException {
        // Given
        AtomicInteger calls = new AtomicInteger();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineSink sink = LineSink.to(out, EventFormat.VALUE, 2, calls::incrementAndGet);
        sink.apply(event(null, new byte[] {'1'}));
        int callsBefore = calls.get();
        sink.apply(event(null, new byte[] {'2'}));

        // When
        assertThatThrownBy(() -> sink.apply(event(null, new byte[] {'3'})))
                // Then
                .isInstanceOf(IOException.class);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1\n2\n");
        assertThat(callsBefore).isZero();
        assertThat(calls).hasValue(1);
        assertThat(sink.hasEnough()).isTrue();
        assertThat(sink.isReaderGone()).isFalse();
    }

    @Test
    void shouldNoticeThatNobodyReadsAnyMore() {
        // Given
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        LineSink sink = LineSink.to(broken, EventFormat.VALUE, NO_LIMIT, () -> {});

        // When
        assertThatThrownBy(() -> sink.apply(event(null, new byte[] {'1'}))).isInstanceOf(IOException.class);

        // Then
        assertThat(sink.isReaderGone()).isTrue();
        assertThat(sink.written()).isZero();
    }

    private static void append(Path file, String value) throws IOException {
        try (LineSink sink = LineSink.appendingTo(file, EventFormat.VALUE, NO_LIMIT, () -> {})) {
            sink.apply(event(null, value.getBytes(StandardCharsets.UTF_8)));
            sink.flush();
        }
    }

    private static ConsumerRecord<byte[], byte[]> event(String key, byte[] value) {
        return new ConsumerRecord<>("flights", 1, 7, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }
}
