package dev.baton.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldingsTest {

    private static final long FROM = 10;
    private static final long IN_SYNC_UNTIL = 12;

    private final Holdings holdings = new Holdings(FROM, IN_SYNC_UNTIL);

    @Test
    void shouldHoldWhatWasWrittenDirectlyAndInOrder() {
        // When
        holdings.read(10, 1, 4, 0);
        holdings.read(11, 1, 5, 0);
        holdings.read(12, 2, 0, 0);
        // Then
        assertThat(holdings.inOrder().contains(1, 4)).isTrue();
        assertThat(holdings.inOrder().contains(1, 5)).isTrue();
        assertThat(holdings.inOrder().contains(2, 0)).isTrue();
        assertThat(holdings.inOrder().contains(1, 3)).isFalse();
    }

    /** It may stand after later direct writes. */
    @Test
    void shouldNotHoldACopyOfAnEpisodeThatDidNotEnd() {
        // When
        holdings.read(10, 1, 4, 3);
        // Then
        assertThat(holdings.inOrder().contains(1, 4)).isFalse();
        assertThat(holdings.all().contains(1, 4)).isTrue();
        assertThat(holdings.givenUpBelow(1)).isZero();
    }

    /** A region that thaws may execute what a closed connection has brought after what a newer one did. */
    @Test
    void shouldNotHoldAWriteThatStandsAfterALaterOne() {
        // When
        holdings.read(10, 1, 6, 0);
        holdings.read(11, 1, 5, 0);
        holdings.read(12, 1, 7, 0);
        // Then
        assertThat(holdings.inOrder().contains(1, 5)).isFalse();
        assertThat(holdings.inOrder().contains(1, 6)).isTrue();
        assertThat(holdings.inOrder().contains(1, 7)).isTrue();
        assertThat(holdings.all().contains(1, 5)).isTrue();
    }

    @Test
    void shouldHoldWhatWasComparedBeforeWithoutJudgingItAgain() {
        // When
        holdings.read(9, 1, 4, 0);
        // Then
        assertThat(holdings.inOrder().contains(1, 4)).isTrue();
        assertThat(holdings.all().contains(1, 4)).isFalse();
    }

    @Test
    void shouldKnowWhatHadBeenGivenUpWhileTheRegionWasInSync() {
        // When
        holdings.read(10, 1, 4, 0);
        holdings.read(11, 1, 7, 0);
        holdings.read(12, 1, 9, 0);
        // Then
        assertThat(holdings.givenUpBelow(1)).isEqualTo(8);
        assertThat(holdings.givenUpBelow(2)).isZero();
    }
}
