package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Allocations;
import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The encoding of random frontiers is checked in {@link FrontierModelTest}. */
class FrontierCodecTest {

    private static final String ID = "0000000000000005";
    private static final String LARGEST = "ffffffffffffffff7f";

    /** What is stored stays readable for ever: these bytes must never change. */
    @Test
    void shouldWriteTheseVeryBytes() {
        // Given
        Frontier frontier = new Frontier();
        frontier.addRange(-1, 7, 8);
        frontier.look(logs(300, 400));
        frontier.look(logs(400, 500));
        addTwo(frontier);
        // When
        String hex = HexFormat.of().formatHex(FrontierCodec.encode(frontier));
        // Then
        assertThat(hex)
                .isEqualTo(
                        ("02 01 02 " // format, rounds, regions
                                        + "02 7231 9003 f403 02 "
                                        + "02 7232 9103 f503 03 "
                                        + "03 " // producers
                                        + "ffffffffffffffff 05 07 01 "
                                        + "0000000000000005 08 00 ac02 01 01 "
                                        + "0123456789abcdef 04 e807 97f8ffffffffffff7f")
                                .replace(" ", ""));
        assertThat(FrontierCodec.encode(new Frontier())).containsExactly(2, 0, 0, 0);
    }

    private static void addTwo(Frontier frontier) {
        frontier.addRange(5, 0, 300);
        frontier.addRange(5, 301, 302);
        frontier.addRange(0x0123456789abcdefL, 1_000, Long.MAX_VALUE);
    }

    private static SortedMap<RegionId, LogExtent> logs(long start, long end) {
        return new TreeMap<>(Map.of(
                new RegionId("r1"),
                new LogExtent(start, end, 2),
                new RegionId("r2"),
                new LogExtent(start + 1, end + 1, 3)));
    }

    @Test
    void shouldReadWhatItWrote() {
        // Given
        Frontier frontier = new Frontier();
        frontier.addRange(-1, 7, 8);
        frontier.look(logs(0, 400));
        frontier.look(logs(401, 500));
        addTwo(frontier);
        byte[] bytes = FrontierCodec.encode(frontier);
        // When
        Frontier again = FrontierCodec.decode(bytes).orElseThrow(IllegalStateException::new);
        // Then
        assertThat(again).isEqualTo(frontier);
        assertThat(again.round()).isEqualTo(frontier.round());
        assertThat(FrontierCodec.encode(again)).isEqualTo(bytes);
    }

    /** As it was written before there were rounds. */
    @Test
    void shouldReadTheFormatWithoutARound() {
        // Given
        byte[] bytes = HexFormat.of()
                .parseHex("01 02 0000000000000005 02 00 ac02 01 01 0123456789abcdef 01 e807 97f8ffffffffffff7f"
                        .replace(" ", ""));
        // When
        Frontier frontier = FrontierCodec.decode(bytes).orElseThrow(IllegalStateException::new);
        // Then
        Frontier expected = new Frontier();
        addTwo(expected);
        assertThat(frontier).isEqualTo(expected);
        assertThat(frontier.round()).isEqualTo(expected.round());
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "00, is of format 0; this release knows formats 1 and 2",
        "03000000, is of format 3; this release knows formats 1 and 2",
        "0200, ends too early",
        "02000102, ends too early",
        "0200010272310000, ends too early",
        "02000102723105040000, tells of a region what cannot be",
        "020001022d2d0000" + "0000, tells of a region what cannot be",
        "020001" + LARGEST + ", ends too early",
        "020002" + "027231000000" + "02723100000000, names its regions out of order",
        "02000001" + ID + "0700ff, holds a producer that should have been forgotten",
        "02000001" + ID + "0100ff, names a producer without events",
        "01, ends too early",
        "0180, ends too early",
        "018000, holds a number that is out of range",
        "0101, 'claims 1 producers, more than its bytes can hold'",
        "01" + LARGEST + ", 'claims 9223372036854775807 producers, more than its bytes can hold'",
        "0101" + ID + "000000, names a producer without events",
        "0101" + ID + "800000, holds a number that is out of range",
        "0101" + ID + "ffffff, ends too early",
        "0101" + ID + "020001, 'claims 2 intervals, more than its bytes can hold'",
        "0101" + ID + LARGEST + "0001, 'claims 9223372036854775807 intervals, more than its bytes can hold'",
        "0101" + ID + "0100ff, ends too early",
        "0101" + ID + "010000, 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "0200010001, 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "0200010100, 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "01" + LARGEST + "01, 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "01" + "01" + LARGEST + ", 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "020001" + LARGEST + "01, 'holds intervals that are empty, touch or overflow'",
        "0101" + ID + "02000101" + LARGEST + ", 'holds intervals that are empty, touch or overflow'",
        "0102" + ID + "010001" + ID + "010001, names its producers out of order",
        "0102" + ID + "010001ffffffffffffffff010001, names its producers out of order",
        "0102" + ID + "01000100000000000000060180800f, ends too early",
        "0102" + ID + "01ffffff018080808001000000000000, ends too early",
        "0101" + ID + "01000100, has bytes after its end",
        "010000, has bytes after its end"
    })
    void shouldSayWhatIsWrong(String hex, String why) {
        // When
        Decoded<Frontier> decoded = FrontierCodec.decode(HexFormat.of().parseHex(hex));
        // Then
        assertThat(decoded).isEqualTo(new Decoded.Malformed<>(why));
    }

    @Property(tries = 3000)
    void shouldReadOnlyWhatItWouldWrite(@ForAll @Size(max = 60) byte[] bytes) {
        // Given
        if (bytes.length > 3) {
            bytes[0] = 2;
            bytes[2] &= 1;
            bytes[3] &= 3;
        }
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    @Property(tries = 3000)
    void shouldReadOnlyWhatItWouldWriteAlsoAfterDamage(
            @ForAll("frontiers") Frontier frontier,
            @ForAll @Size(max = 4) List<Integer> bits,
            @ForAll @IntRange(min = -3, max = 3) int longer) {
        // Given
        byte[] encoded = FrontierCodec.encode(frontier);
        byte[] bytes = Arrays.copyOf(encoded, encoded.length + longer);
        bits.forEach(bit -> bytes[Math.floorMod(bit / Byte.SIZE, bytes.length)] ^= (byte) (1 << (bit & 7)));
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    @Provide
    Arbitrary<Frontier> frontiers() {
        return Arbitraries.longs()
                .between(0, 1_000)
                .array(long[].class)
                .ofSize(3)
                .list()
                .ofMaxSize(12)
                .flatMap(ranges -> Arbitraries.longs().between(0, 200).map(end -> {
                    Frontier frontier = new Frontier();
                    ranges.forEach(range -> frontier.addRange(range[0] % 4, range[1], range[1] + 1 + range[2] % 200));
                    if (end > 0) {
                        frontier.look(logs(0, end));
                        frontier.look(logs(100, 200));
                    }
                    return frontier;
                }));
    }

    /** Whatever the bytes are; and in proportion to how many they are. */
    static void assertReadsOnlyWhatItWouldWrite(byte[] bytes) {
        // When
        Decoded<Frontier> decoded = FrontierCodec.decode(bytes);
        // Then
        if (decoded instanceof Decoded.Value<Frontier> accepted && bytes[0] == 2) {
            assertThat(FrontierCodec.encode(accepted.value())).isEqualTo(bytes);
        }
        assertThat(Allocations.of(() -> FrontierCodec.decode(bytes))).isLessThan(16 * 1024 + 400L * bytes.length);
    }

    @Test
    void shouldNotBelieveHugeCounts() {
        // Given
        byte[] producers = HexFormat.of().parseHex("01" + LARGEST);
        byte[] intervals = HexFormat.of().parseHex("0101" + ID + LARGEST + "0001");
        FrontierCodec.decode(producers);
        FrontierCodec.decode(intervals);
        // When
        long bytes = Allocations.of(() -> {
            FrontierCodec.decode(producers);
            FrontierCodec.decode(intervals);
        });
        // Then
        assertThat(bytes).isLessThan(16 * 1024);
    }

    /** Many gaps are no attack but bad luck; the cost must stay in proportion to the bytes all the same. */
    @Test
    void shouldDecodeManyIntervalsInProportionToTheirBytes() {
        // Given
        StringBuilder hex = new StringBuilder("02000001" + ID + "80b518"); // 100,000 intervals
        LongStream.range(0, 100_000).forEach(i -> hex.append("0101"));
        byte[] encoded = HexFormat.of().parseHex(hex);
        // When
        Object[] decoded = new Object[1];
        long bytes = Allocations.of(() -> decoded[0] = FrontierCodec.decode(encoded));
        // Then
        assertThat(decoded[0]).isInstanceOf(Decoded.Value.class);
        assertThat(bytes).isLessThan(40L * encoded.length);
        assertReadsOnlyWhatItWouldWrite(encoded);
    }

    @Test
    void shouldTakeAboutThirteenBytesForAProducerInOneInterval() {
        // Given
        Frontier frontier = new Frontier();
        // When
        new Random(1).longs(1_000).forEach(id -> frontier.addRange(id, 0, 1_000_000));
        // Then
        assertThat(FrontierCodec.encode(frontier)).hasSize(3 + 2 + 1_000 * 13);
    }
}
