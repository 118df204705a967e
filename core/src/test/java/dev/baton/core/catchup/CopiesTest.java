package dev.baton.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.frontier.Frontier;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private final Frontier held = new Frontier();

    @Test
    void shouldCopyNothingThatIsHeld() {
        // Given
        held.addRange(1, 0, 10);
        Copies copies = new Copies(held, Map.of(), Map.of());
        // When, then
        assertThat(copies.mustCopy(1, 0)).isFalse();
        assertThat(copies.mustCopy(1, 9)).isFalse();
        assertThat(copies.firstMissing()).isEmpty();
    }

    @Test
    void shouldCopyEverythingFromTheFirstThatIsMissingOnAlsoWhatIsHeld() {
        // Given
        held.addRange(1, 0, 3);
        held.addRange(1, 5, 7);
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
        held.addRange(1, 4, 6);
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
        held.addRange(1, 0, 3);
        held.addRange(1, 4, 6);
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
        held.addRange(1, 0, 9);
        // When
        Copies copies = new Copies(held, Map.of(1L, 5L), Map.of());
        // Then
        assertThat(copies.mustCopy(1, 7)).isTrue();
        assertThat(copies.firstMissing()).isEqualTo(Map.of(1L, 5L));
    }
}
