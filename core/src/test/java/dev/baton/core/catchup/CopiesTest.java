package dev.baton.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private final Holdings held = new Holdings(0, 0);

    /** The own log goes on with these, written directly. */
    private void hold(long from, long to) {
        hold(held, from, to);
    }

    private static void hold(Holdings held, long from, long to) {
        LongStream.range(from, to).forEach(sequence -> held.read(sequence, 1, sequence, 0));
    }

    @Test
    void shouldCopyNothingThatIsHeld() {
        // Given
        hold(0, 10);
        Copies copies = new Copies(held, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 0)).isFalse();
        assertThat(copies.mustCopy(1, 9)).isFalse();
        assertThat(copies.firstMissing()).isEmpty();
    }

    @Test
    void shouldCopyEverythingFromTheFirstThatIsMissingOnAlsoWhatIsHeld() {
        // Given
        hold(0, 3);
        hold(5, 7);
        Copies copies = new Copies(held, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 2)).isFalse();
        assertThat(copies.mustCopy(1, 3)).isTrue();
        assertThat(copies.mustCopy(1, 5)).as("held, but after what is missing").isTrue();
        assertThat(copies.mustCopy(2, 0)).as("an unknown producer").isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 3L, 2L, 0L));
    }

    @Test
    void shouldCopyARepeatOnce() {
        // Given
        Copies copies = new Copies(held, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 0)).isTrue();
        assertThat(copies.mustCopy(1, 0)).isFalse();
        assertThat(copies.seen().contains(1, 0)).isTrue();
    }

    /** Never acknowledged, as it stands after later ones: it must not move the point from which on copies are complete. */
    @Test
    void shouldCopyAStragglerAlone() {
        // Given
        hold(4, 6);
        Copies copies = new Copies(held, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 6)).isTrue();
        assertThat(copies.mustCopy(1, 3)).isTrue();
        assertThat(copies.mustCopy(1, 4)).isFalse();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 6L));
    }

    /** It was found lacking after its successors: these are not copied any more, so nothing after it may be taken for complete. */
    @Test
    void shouldNotCountFromAStragglerThatIsTheFirstToBeMissing() {
        // Given
        hold(0, 3);
        hold(4, 6);
        Copies before = new Copies(held, Map.of(), Map.of());
        assertThat(before.mustCopy(1, 4)).isFalse();
        assertThat(before.mustCopy(1, 5)).isFalse();
        Copies copies = new Copies(held, before.firstMissing(), before.passed());
        // When, then
        assertThat(copies.mustCopy(1, 3)).as("the straggler").isTrue();
        assertThat(copies.firstMissing()).isEmpty();
        assertThat(copies.mustCopy(1, 6)).isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 6L));
    }

    @Test
    void shouldGoOnWhereAnotherHasStopped() {
        // Given
        hold(0, 9);
        // When
        Copies copies = new Copies(held, Map.of(1L, 5L), Map.of());
        // Then
        assertThat(copies.mustCopy(1, 7)).isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 5L));
    }

    /** The region was IN_SYNC when it got later ones: nobody will ever acknowledge it, and nothing else is copied for its sake. */
    @Test
    void shouldCopyAloneWhatItsProducerHadGivenUpWhileTheRegionWasInSync() {
        // Given
        Holdings before = new Holdings(0, 9);
        hold(before, 0, 3);
        hold(before, 5, 12);
        Copies copies = new Copies(before, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 2)).isFalse();
        assertThat(copies.mustCopy(1, 3)).as("given up").isTrue();
        assertThat(copies.mustCopy(1, 4)).as("given up").isTrue();
        assertThat(copies.mustCopy(1, 5)).isFalse();
        assertThat(copies.mustCopy(1, 11)).isFalse();
        assertThat(copies.firstMissing()).isEmpty();
        assertThat(copies.mustCopy(1, 12)).as("not written here").isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 12L));
    }

    /** Whether a later one was written before the region was lost, or when it came back, is not known. */
    @Test
    void shouldCopyEverythingFromWhereItIsNotKnownToHaveBeenGivenUp() {
        // Given
        Holdings before = new Holdings(0, 5);
        hold(before, 0, 3);
        hold(before, 5, 12);
        Copies copies = new Copies(before, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 3)).isTrue();
        assertThat(copies.mustCopy(1, 5)).isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 3L));
    }
}
