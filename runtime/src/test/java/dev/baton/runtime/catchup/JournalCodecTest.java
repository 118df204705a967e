package dev.baton.runtime.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.Decoded;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.Mark;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalCodecTest {

    private static final String R1 = "0002 7231";
    /** Format, region r1, episode 3, no owner, no source, no rate, no trouble. */
    private static final String START = "01" + R1 + "03 0000 0000 00 0000";

    /** One stretch of a log, before it has offsets. */
    record Stretch(long gap, long length, long episode, Map<Long, Long> firstMissing) {}

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void shouldReadWhatItWrote(@ForAll("journals") RegionJournal journal) {
        // When
        Decoded<RegionJournal> read = JournalCodec.decode(JournalCodec.encode(journal));
        // Then
        assertThat(read).isEqualTo(new Decoded.Value<>(journal));
    }

    @Property(tries = 2000)
    void shouldReadOnlyWhatItWouldWrite(@ForAll @Size(max = 80) byte[] bytes) {
        // Given
        if (bytes.length > 0) {
            bytes[0] = 1;
        }
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void shouldReadOnlyWhatItWouldWriteAlsoAfterDamage(
            @ForAll("journals") RegionJournal journal,
            @ForAll @Size(max = 3) List<Integer> bits,
            @ForAll @IntRange(min = -2, max = 2) int longer) {
        // Given
        byte[] encoded = JournalCodec.encode(journal);
        byte[] bytes = Arrays.copyOf(encoded, encoded.length + longer);
        bits.forEach(bit -> bytes[Math.floorMod(bit / Byte.SIZE, bytes.length)] ^= (byte) (1 << (bit & 7)));
        // When, Then
        assertReadsOnlyWhatItWouldWrite(bytes);
    }

    /** Whatever the bytes are; and what it reads can be used. */
    static void assertReadsOnlyWhatItWouldWrite(byte[] bytes) {
        // When
        Decoded<RegionJournal> decoded = JournalCodec.decode(bytes);
        // Then
        if (decoded instanceof Decoded.Value<RegionJournal> read) {
            assertThat(HexFormat.of().formatHex(JournalCodec.encode(read.value())))
                    .isEqualTo(HexFormat.of().formatHex(bytes));
            read.value().logs().values().forEach(log -> new DeliveryOrder(log.spans()).seek(0));
        } else if (decoded instanceof Decoded.Malformed<RegionJournal> refused) {
            assertThat(refused.why()).isNotBlank();
        }
    }

    /** What is stored stays readable for ever: these bytes must never change. */
    @Test
    void shouldWriteTheseVeryBytes() {
        // Given
        RegionId r2 = new RegionId("r2");
        LogJournal log = new LogJournal(
                List.of(new Span(10, 300, 2, Map.of(5L, 7L, -1L, 0L))),
                new TreeMap<>(Map.of(r2, new Mark(128, 1, 300))),
                new Checkpoint(1, 2, 3, 4, Map.of(9L, 1L), Map.of(), 6, 7),
                256);
        RegionJournal journal = new RegionJournal(
                new RegionId("r1"), 3, "a", r2, 1000, "é", new TreeMap<>(Map.of(new LogId("s", 1), log)));
        // When
        byte[] bytes = JournalCodec.encode(journal);
        // Then
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(hex("01" + R1 + "03 0001 61 0002 7232 e807 0002 c3a9" // what is true of the region
                        + "01 0001 73 01" // one log
                        + "01 0a ac02 02 02 ffffffffffffffff 00 0000000000000005 07" // one span
                        + "01 0002 7232 8001 01 ac02" // one mark
                        + "8002" // until when it was in sync
                        + "01 01 02 03 04 01 0000000000000009 01 00 06 07"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "02, is of format 2; this release knows format 1",
        "01, ends too early or holds a text that is none",
        START + ", ends too early or holds a text that is none",
        START + "00 00, has bytes after its end",
        START + "7f, holds a value that is out of range: a count of 127 with 0 bytes left",
        START + "01 0001 73 00 00 00 00, ends too early or holds a text that is none",
        START + "01 0001 73 00 00 00 00 02" + "0000000000000000" + ", is not as any release has written it",
        START + "01 0001 73 00 ffffffffffffffffff, holds a value that is out of range: a number of more than 63 bits",
        START + "01 0001 73 00 8000 00 00 00, is not as any release has written it",
        START + "02 0001 73 00 00 00 00 00 0001 73 00 00 00 00 00, is not as any release has written it",
        START + "01 0001 73 00 02 05 06 01 00 00 01 01 00 00 00 00, holds a value that is out of range: spans: ",
    })
    void shouldSayWhatIsWrong(String hex, String why) {
        // When
        Decoded<RegionJournal> decoded = JournalCodec.decode(HexFormat.of().parseHex(hex(hex)));
        // Then
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Malformed.class, refused -> assertThat(refused.why())
                .startsWith(why));
    }

    @Test
    void shouldRefuseToWriteWhatItWouldNotRead() {
        // Given
        RegionJournal journal = RegionJournal.empty(new RegionId("r1")).with(-1, "");
        // When, Then
        assertThatThrownBy(() -> JournalCodec.encode(journal)).hasMessageContaining("-1 is negative");
    }

    private static String hex(String spaced) {
        return spaced.replace(" ", "");
    }

    @Provide
    Arbitrary<RegionJournal> journals() {
        Arbitrary<LogId> ids = Combinators.combine(
                        texts().filter(text -> !text.isEmpty()),
                        Arbitraries.integers().greaterOrEqual(0))
                .as(LogId::new);
        return Combinators.combine(
                        regions(),
                        numbers(),
                        texts(),
                        regions().injectNull(0.3),
                        numbers(),
                        texts(),
                        Arbitraries.maps(ids, logs()).ofMaxSize(2))
                .as((region, episode, owner, source, rate, trouble, logs) ->
                        new RegionJournal(region, episode, owner, source, rate, trouble, new TreeMap<>(logs)));
    }

    private static Arbitrary<LogJournal> logs() {
        Arbitrary<Mark> marks = Combinators.combine(numbers(), numbers(), numbers())
                .as((theirs, one, other) -> new Mark(theirs, Math.min(one, other), Math.max(one, other)));
        Arbitrary<Checkpoint> checkpoints = Combinators.combine(
                        numbers(), numbers(), numbers(), numbers(), sequences(), sequences(), numbers(), numbers())
                .as(Checkpoint::new);
        return Combinators.combine(
                        spans(),
                        Arbitraries.maps(regions(), marks).ofMaxSize(3),
                        checkpoints.injectNull(0.3),
                        numbers())
                .as((spans, byRegion, checkpoint, inSyncUntil) ->
                        new LogJournal(spans, new TreeMap<>(byRegion), checkpoint, inSyncUntil));
    }

    private static Arbitrary<List<Span>> spans() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1_000_000),
                        Arbitraries.longs().between(1, Long.MAX_VALUE / 8),
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        sequences())
                .as(Stretch::new)
                .list()
                .ofMaxSize(3)
                .map(stretches -> {
                    List<Span> spans = new ArrayList<>();
                    long end = 0;
                    for (Stretch each : stretches) {
                        long from = end + each.gap();
                        end = from + each.length();
                        spans.add(new Span(from, end, each.episode(), each.firstMissing()));
                    }
                    return spans;
                });
    }

    private static Arbitrary<Map<Long, Long>> sequences() {
        return Arbitraries.maps(Arbitraries.longs(), numbers()).ofMaxSize(3);
    }

    private static Arbitrary<RegionId> regions() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(63)
                .map(RegionId::new);
    }

    private static Arbitrary<Long> numbers() {
        return Arbitraries.longs().greaterOrEqual(0);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().ofMaxLength(20);
    }
}
