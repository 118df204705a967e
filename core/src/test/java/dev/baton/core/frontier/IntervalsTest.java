package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

    private static final long[] THREE = {2, 4, 7, 8, 10, 20};

    @Test
    void shouldContainFromEachStartUpToEachEnd() {
        assertThat(LongStream.range(-1, 22).filter(value -> Intervals.contains(THREE, value)))
                .containsExactly(2L, 3L, 7L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
        assertThat(Intervals.contains(new long[0], 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 4, true",
        "2, 3, true",
        "3, 4, true",
        "12, 15, true",
        "10, 20, true", // inside one
        "1, 3, false",
        "2, 5, false",
        "4, 5, false",
        "4, 7, false",
        "0, 1, false",
        "20, 21, false",
        "25, 30, false",
        "3, 8, false",
        "2, 20, false" // across a gap
    })
    void shouldCoverWhatOneOfThemContainsAsAWhole(long start, long end, boolean covered) {
        assertThat(Intervals.covers(THREE, start, end)).isEqualTo(covered);
        assertThat(Intervals.covers(new long[0], start, end)).isFalse();
    }

    @Test
    void shouldAppendWithoutChangingTheOriginal() {
        assertThat(Intervals.append(THREE, 30, 31)).containsExactly(2, 4, 7, 8, 10, 20, 30, 31);
        assertThat(THREE).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0 1 2 4 7 8 10 20", // before all
        "0, 2, 0 4 7 8 10 20", // touches the first
        "5, 6, 2 4 5 6 7 8 10 20", // between two
        "4, 7, 2 8 10 20", // fills a gap exactly
        "4, 6, 2 6 7 8 10 20", // touches on the left
        "6, 7, 2 4 6 8 10 20", // touches on the right
        "2, 4, 2 4 7 8 10 20", // there already
        "11, 12, 2 4 7 8 10 20", // inside
        "3, 15, 2 20", // over several
        "0, 30, 0 30", // over all
        "8, 10, 2 4 7 20",
        "20, 25, 2 4 7 8 10 25", // touches the last
        "21, 25, 2 4 7 8 10 20 21 25" // after all
    })
    void shouldJoinWhatOverlapsOrTouches(long start, long end, String expected) {
        // When
        long[] joined = Intervals.insert(THREE, start, end);
        // Then
        assertThat(LongStream.of(joined).mapToObj(Long::toString).toList()).containsExactly(expected.split(" "));
        assertThat(THREE).containsExactly(2, 4, 7, 8, 10, 20);
    }
}
