package dev.baton.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.baton.core.Decoded;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    @Property(tries = 100)
    void shouldGiveBackWhatWasPutIn(
            @ForAll @IntRange(max = 300) int partition,
            @ForAll long timestamp,
            @ForAll byte[] key,
            @ForAll @Size(max = 3) List<byte[]> values) {
        // Given
        List<RawEvent> events = values.stream()
                .map(value -> new RawEvent(timestamp, key, value, List.of(new RawEvent.Header("a ä", value))))
                .toList();

        // When
        byte[] bytes = new Envelope(partition, events).encode();

        // Then
        Envelope read = decoded(bytes);
        assertThat(read.partition()).isEqualTo(partition);
        assertThat(read.events()).usingRecursiveComparison().isEqualTo(events);
        assertThat(bytes.length)
                .isLessThanOrEqualTo(Envelope.overhead()
                        + events.stream().mapToInt(Envelope::size).sum());
    }

    @Test
    void shouldTellNullFromEmpty() {
        // Given
        RawEvent event = new RawEvent(-1, null, new byte[0], List.of(new RawEvent.Header("", null)));

        // When
        RawEvent read =
                decoded(new Envelope(0, List.of(event)).encode()).events().get(0);

        // Then
        assertThat(read).usingRecursiveComparison().isEqualTo(event);
    }

    @Property(tries = 200)
    void shouldTakeAnyBytesForAnEnvelopeOrSayWhyNot(@ForAll byte[] rest) {
        // Given
        byte[] bytes = concat(new byte[] {(byte) 0xba, 0x70, 1}, rest);

        // When
        // Then
        assertThatCode(() -> Envelope.decode(bytes)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseEveryBeginningOfAnEnvelope() {
        // Given
        byte[] whole = new Envelope(
                        3,
                        Collections.nCopies(
                                2,
                                new RawEvent(7, bytes("k"), bytes("v"), List.of(new RawEvent.Header("h", bytes("x"))))))
                .encode();

        // When
        // Then
        for (int length = 0; length < whole.length; length++) {
            assertThat(Envelope.decode(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(Decoded.Malformed.class);
        }
        assertThat(Envelope.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isEqualTo(new Decoded.Malformed<>("has bytes after its end"));
    }

    @Test
    void shouldNameAFormatThatItDoesNotKnow() {
        // Given
        byte[] bytes = new Envelope(0, List.of()).encode();
        bytes[2] = 9;

        // When
        Decoded<Envelope> decoded = Envelope.decode(bytes);

        // Then
        assertThat(decoded)
                .isEqualTo(new Decoded.Malformed<>(
                        "is of format 9, which this release does not know; upgrade before going on"));
    }

    @Test
    void shouldTakeOtherValuesForPlainEvents() {
        assertThat(Envelope.isOne(bytes("{\"a\":1}"))).isFalse();
        assertThat(Envelope.isOne(new byte[0])).isFalse();
    }

    private static Envelope decoded(byte[] bytes) {
        return Envelope.decode(bytes).orElseThrow(IllegalStateException::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
