package dev.baton.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.Allocations;
import dev.baton.core.event.EventIdHeader.Problem;
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

class EventIdHeaderTest {

    private static final String PRODUCER = "0123456789abcdef";

    @Property
    void shouldReadWhatItWrote(
            @ForAll long producer,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long sequence,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long episode) {
        // Given
        EventIdHeader header = new EventIdHeader();
        // When
        boolean read = header.read(EventIdHeader.write(producer, sequence, episode));
        // Then
        assertThat(read).isTrue();
        assertThat(header.problem()).isEqualTo(Problem.NONE);
        assertThat(header.producer()).isEqualTo(producer);
        assertThat(header.sequence()).isEqualTo(sequence);
        assertThat(header.episode()).isEqualTo(episode);
    }

    @Property(tries = 5000)
    void shouldGiveAnIdOrAProblemForAnyBytes(@ForAll @Size(max = 40) byte[] bytes) {
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    @Property(tries = 5000)
    void shouldGiveAnIdOrAProblemForBytesThatLookLikeAHeader(@ForAll @Size(max = 40) byte[] bytes) {
        // Given
        if (bytes.length > 0) {
            bytes[0] = 1;
        }
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    @Property(tries = 5000)
    void shouldGiveAnIdOrAProblemForAMutatedHeader(
            @ForAll long producer,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long sequence,
            @ForAll @IntRange(max = 18) int position,
            @ForAll byte value,
            @ForAll @IntRange(max = 20) int length) {
        // Given
        byte[] bytes = Arrays.copyOf(EventIdHeader.write(producer, sequence), length);
        if (position < length) {
            bytes[position] = value;
        }
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    static void assertReadsOnlyWhatItWouldWrite(byte[] bytes) {
        // Given
        EventIdHeader header = new EventIdHeader();
        // When
        boolean read = header.read(bytes);
        // Then
        assertThat(header.problem() == Problem.NONE).isEqualTo(read);
        if (read) {
            assertThat(EventIdHeader.write(header.producer(), header.sequence(), header.episode()))
                    .isEqualTo(bytes);
        }
    }

    /** What is on the wire stays readable for ever: these bytes must never change. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 01 0000000000000000 00 00",
        "81985529216486895, 300, 0, 01 0123456789abcdef ac02 00",
        "-1, 127, 1, 01 ffffffffffffffff 7f 01",
        "-2, 128, 128, 01 fffffffffffffffe 8001 8001",
        "9223372036854775807, 9223372036854775806, 9223372036854775807, "
                + "01 7fffffffffffffff feffffffffffffff7f ffffffffffffffff7f",
        "-9223372036854775808, 1000000, 3, 01 8000000000000000 c0843d 03"
    })
    void shouldWriteTheseVeryBytes(long producer, long sequence, long episode, String hex) {
        // When
        byte[] bytes = EventIdHeader.write(producer, sequence, episode);
        // Then
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex.replace(" ", ""));
    }

    @Test
    void shouldWriteADirectEventAsEpisodeZero() {
        assertThat(EventIdHeader.write(7, 8)).isEqualTo(EventIdHeader.write(7, 8, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "'', TRUNCATED",
        "00, UNKNOWN_FORMAT",
        "02, UNKNOWN_FORMAT",
        "ff" + PRODUCER + "0000, UNKNOWN_FORMAT",
        "01, TRUNCATED",
        "010123456789abcd, TRUNCATED",
        "01" + PRODUCER + ", TRUNCATED",
        "01" + PRODUCER + "80, TRUNCATED",
        "01" + PRODUCER + "00, TRUNCATED",
        "01" + PRODUCER + "0080, TRUNCATED",
        "01" + PRODUCER + "800000, BAD_NUMBER",
        "01" + PRODUCER + "ffffffffffffffffff0100, BAD_NUMBER",
        "01" + PRODUCER + "ffffffffffffffff7f00, BAD_NUMBER", // the largest number is no sequence
        "01" + PRODUCER + "008000, BAD_NUMBER",
        "01" + PRODUCER + "00ffffffffffffffffff01, BAD_NUMBER",
        "01" + PRODUCER + "000000, TRAILING_BYTES",
        "01" + PRODUCER + "0000, NONE"
    })
    void shouldSayWhatIsWrong(String hex, Problem problem) {
        // Given
        EventIdHeader header = new EventIdHeader();
        // When
        boolean read = header.read(HexFormat.of().parseHex(hex));
        // Then
        assertThat(header.problem()).isEqualTo(problem);
        assertThat(read).isEqualTo(problem == Problem.NONE);
    }

    @Test
    void shouldNameTheFormatThatItDoesNotKnow() {
        // Given
        EventIdHeader header = new EventIdHeader();
        // When
        header.read(new byte[] {7});
        // Then
        assertThat(header.describe()).isEqualTo("is of format 7; this release knows format 1");
    }

    @Test
    void shouldDescribeEveryOtherProblemByItsText() {
        // Given
        EventIdHeader header = new EventIdHeader();
        // When
        header.read(new byte[] {1, 2, 3});
        // Then
        assertThat(header.describe()).isEqualTo("ends too early");
        assertThat(Problem.values())
                .extracting(Problem::text)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void shouldRecoverAfterAProblem() {
        // Given
        EventIdHeader header = new EventIdHeader();
        header.read(new byte[] {7});
        // When
        boolean read = header.read(EventIdHeader.write(1, 2, 3));
        // Then
        assertThat(read).isTrue();
        assertThat(header.describe()).isEqualTo("is well formed");
    }

    @Test
    void shouldRefuseToWriteWhatItWouldNotRead() {
        assertThatThrownBy(() -> EventIdHeader.write(1, -1, 0)).hasMessageContaining("sequence: -1");
        assertThatThrownBy(() -> EventIdHeader.write(1, Long.MAX_VALUE, 0)).hasMessageContaining("sequence: 92233");
        assertThatThrownBy(() -> EventIdHeader.write(1, 0, -1)).hasMessageContaining("episode: -1");
    }

    @Test
    void shouldReadWithoutAllocating() {
        // Given
        EventIdHeader header = new EventIdHeader();
        byte[][] inputs = {
            EventIdHeader.write(1, 0), EventIdHeader.write(-1, 1L << 40, 12), new byte[] {1, 2}, new byte[] {9}, {},
        };
        readAll(header, inputs, 20_000);
        // When
        long bytes = Allocations.of(() -> readAll(header, inputs, 100_000));
        // Then
        assertThat(bytes).isZero();
    }

    private static void readAll(EventIdHeader header, byte[][] inputs, int times) {
        for (int i = 0; i < times; i++) {
            header.read(inputs[i % inputs.length]);
        }
    }
}
