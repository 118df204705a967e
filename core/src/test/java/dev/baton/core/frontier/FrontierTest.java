package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.Allocations;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not random; see {@link FrontierModelTest} for the rest. */
class FrontierTest {

    private static final int MANY = 10_000;
    private static final int KIB = 1024;

    @Test
    void shouldHoldNothingAtFirst() {
        // Given
        Frontier frontier = new Frontier();
        // When, Then
        assertThat(frontier.contains(0, 0)).isFalse();
        assertThat(frontier.contains(0, -1)).isFalse();
        assertThat(frontier.producers()).isZero();
        assertThat(frontier.events()).isZero();
        assertThat(frontier.covers(new Frontier())).isTrue();
        assertThat(frontier)
                .isEqualTo(new Frontier())
                .isNotEqualTo("a frontier")
                .hasToString("Frontier[0 events of 0 producers]");
    }

    @Test
    void shouldKnowAnEventOnceItIsAdded() {
        // Given
        Frontier frontier = new Frontier();
        // When
        boolean first = frontier.add(7, 3);
        boolean second = frontier.add(7, 3);
        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(frontier).hasToString("Frontier[1 events of 1 producers]");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldRefuseASequenceThatNoIntervalCanHold(long sequence) {
        // Given a producer whose last interval ends at the very end, so that the next sequence would overflow
        Frontier frontier = new Frontier();
        frontier.addRange(7, 0, Long.MAX_VALUE);
        // When, Then
        assertThatThrownBy(() -> frontier.add(7, sequence))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence: " + sequence + " is negative or too large");
        assertThat(frontier.contains(7, Long.MAX_VALUE - 1)).isTrue();
        assertThat(frontier.contains(7, sequence)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-1, 3", "3, 3", "4, 3", "0, 0", "-2, -1"})
    void shouldRefuseARangeThatIsEmptyOrNegative(long from, long to) {
        assertThatThrownBy(() -> new Frontier().addRange(7, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("range: [" + from + ", " + to + ") is empty or negative");
    }

    @Test
    void shouldCopyIndependently() {
        // Given
        Frontier frontier = new Frontier();
        LongStream.range(0, 100).forEach(id -> frontier.addRange(id, 2 * id, 2 * id + 1));
        frontier.addRange(5, 1_000, 1_001);
        Frontier copy = frontier.copy();
        // When
        copy.add(5, 500);
        copy.add(5, 1_001);
        frontier.add(5, 0);
        frontier.add(1_000, 0);
        // Then
        assertThat(frontier.contains(5, 500)).isFalse();
        assertThat(frontier.contains(5, 1_001)).isFalse();
        assertThat(copy.contains(5, 0)).isFalse();
        assertThat(copy.producers()).isEqualTo(100);
        assertThat(frontier.producers()).isEqualTo(101);
    }

    @Test
    void shouldTellCollidingProducersApart() {
        // Given
        long[] ids = ProducerIds.colliding(3_000);
        Frontier frontier = new Frontier();
        // When
        for (int i = 0; i < ids.length; i++) {
            frontier.addRange(ids[i], i, i + 2);
        }
        // Then
        assertThat(frontier.producers()).isEqualTo(ids.length);
        for (int i = 0; i < ids.length; i++) {
            assertThat(frontier.intervals(ids[i])).containsExactly(i, i + 2);
        }
        assertThat(frontier.intervals(ids[ids.length - 1] + 1)).isEmpty();
    }

    /** Ids written by hand rather than drawn: counting in the low, the middle or the high bits. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 16, 24, 32, 40, 50})
    void shouldSpreadIdsThatAreNotRandom(int shift) {
        // Given
        LongStream ids = LongStream.range(0, MANY).map(i -> i << shift);
        // When
        long slots = ids.map(id -> Frontier.hash(id) & 0x3fff).distinct().count();
        // Then: 10,000 random ones would take about 7,500 of the 16,384 slots
        assertThat(slots).isGreaterThan(7_000);
    }

    @Test
    void shouldKeepTenThousandProducersInHalfAMebibyteAndAQuarterEncoded() {
        // Given
        Frontier frontier = new Frontier();
        LongStream ids = new Random(1).longs(MANY);
        // When
        long growing = Allocations.ofOneRun(() -> ids.forEach(id -> frontier.addRange(id, 0, 1L << 40)));
        // Then
        assertThat(frontier.producers()).isEqualTo(MANY);
        assertThat(held(frontier)).isLessThan(512 * KIB);
        assertThat(growing).isLessThan(2 * 1024 * KIB);
        assertThat(FrontierCodec.encode(frontier)).hasSizeLessThan(256 * KIB);
    }

    /** The bars hold where the worst has happened to every producer, too. */
    @Test
    void shouldKeepTenThousandProducersThatAllHaveAGapInOneMebibyteAndAQuarterEncoded() {
        // Given
        Frontier frontier = new Frontier();
        // When
        new Random(1).longs(MANY).forEach(id -> {
            frontier.addRange(id, 0, 1_000_000);
            frontier.addRange(id, 1_000_001, 2_000_000);
        });
        // Then
        long gaps = MANY * (16L + 2 * Long.BYTES); // an array each, which a copy shares
        assertThat(held(frontier) + gaps).isLessThan(1024 * KIB);
        assertThat(FrontierCodec.encode(frontier)).hasSizeLessThan(256 * KIB);
    }

    private static long held(Frontier frontier) {
        Frontier[] copies = new Frontier[1];
        long bytes = Allocations.of(() -> copies[0] = frontier.copy());
        assertThat(copies[0]).isEqualTo(frontier);
        return bytes;
    }

    @Test
    void shouldCheckAndAddWithoutAllocating() {
        // Given
        Frontier frontier = new Frontier();
        long[] ids = new Random(2).longs(1_000).toArray();
        goOn(frontier, ids, 0, 20);
        // When
        AtomicLong sequence = new AtomicLong(20);
        long bytes = Allocations.of(() -> goOn(frontier, ids, sequence.getAndAdd(100), sequence.get()));
        // Then
        assertThat(bytes).isZero();
        assertThat(frontier.events()).isEqualTo(1_000 * sequence.get());
    }

    private static void goOn(Frontier frontier, long[] ids, long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            for (long id : ids) {
                if (frontier.contains(id, sequence) || !frontier.add(id, sequence) || frontier.add(id, sequence)) {
                    throw new AssertionError("of " + id + " the event " + sequence + " was known, or not added");
                }
            }
        }
    }

    @Test
    void shouldCheckBeforeGapsWithoutAllocating() {
        // Given
        Frontier frontier = new Frontier();
        LongStream.range(0, 1_000).forEach(i -> frontier.add(7, 3 * i));
        countKnown(frontier, 20_000);
        // When
        long[] known = new long[1];
        long bytes = Allocations.of(() -> known[0] = countKnown(frontier, 90_000));
        // Then
        assertThat(bytes).isZero();
        assertThat(known[0]).isEqualTo(30_000);
    }

    private static long countKnown(Frontier frontier, int checks) {
        long known = 0;
        for (int i = 0; i < checks; i++) {
            known += frontier.contains(7, i % 3_000) ? 1 : 0;
        }
        return known;
    }
}
