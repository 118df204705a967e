package dev.baton.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintTest {

    private static final int MAX_BYTES = 9;

    @Property
    void shouldReadWhatItWrote(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long value, @ForAll @IntRange(max = 20) int offset) {
        // Given
        byte[] bytes = new byte[offset + MAX_BYTES];
        // When
        int end = Varint.write(bytes, offset, value);
        // Then
        assertThat(end - offset).isEqualTo(Varint.size(value)).isBetween(1, MAX_BYTES);
        assertThat(Varint.read(bytes, offset)).isEqualTo(value);
        assertThat(Varint.read(Arrays.copyOf(bytes, end), offset)).isEqualTo(value);
        assertThat(Varint.read(Arrays.copyOf(bytes, end - 1), offset)).isEqualTo(Varint.TRUNCATED);
    }

    @Test
    void shouldReadWhatItWroteNextToEveryPowerOfTwo() {
        for (int bit = 0; bit < 63; bit++) {
            for (long value = (1L << bit) - 1; value <= (1L << bit) + 1; value++) {
                // Given
                byte[] bytes = new byte[Varint.size(value)];
                // When
                Varint.write(bytes, 0, value);
                // Then
                assertThat(Varint.read(bytes, 0))
                        .as("2^%d and its neighbours", bit)
                        .isEqualTo(value);
            }
        }
    }

    @Property(tries = 5000)
    void shouldGiveANumberInItsShortestFormOrSayWhyNot(@ForAll @Size(max = 12) byte[] bytes) {
        // When
        long value = Varint.read(bytes, 0);
        // Then
        if (value < 0) {
            assertThat(value).isIn(Varint.TRUNCATED, Varint.MALFORMED);
        } else {
            byte[] again = new byte[Varint.size(value)];
            Varint.write(again, 0, value);
            assertThat(bytes).startsWith(again);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8001",
        "300, ac02",
        "16383, ff7f",
        "16384, 808001",
        "4611686018427387904, 808080808080808040",
        "9223372036854775807, ffffffffffffffff7f"
    })
    void shouldWriteTheseVeryBytes(long value, String hex) {
        // Given
        byte[] bytes = new byte[Varint.size(value)];
        // When
        Varint.write(bytes, 0, value);
        // Then
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1", // nothing there
        "80, -1", // ends inside
        "ffffffffffffffff, -1",
        "8000, -2", // zero in two bytes
        "ff00, -2", // a leading zero
        "ffffffffffffffff00, -2",
        "ffffffffffffffffff, -2", // 64 bits and more
        "ffffffffffffffffff01, -2",
        "80808080808080808001, -2"
    })
    void shouldSayWhatIsWrong(String hex, long problem) {
        // When
        long value = Varint.read(HexFormat.of().parseHex(hex), 0);
        // Then
        assertThat(value).isEqualTo(problem);
    }

    @Test
    void shouldRefuseToWriteANegativeNumber() {
        assertThatThrownBy(() -> Varint.write(new byte[MAX_BYTES], 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value: -1 is negative");
    }
}
