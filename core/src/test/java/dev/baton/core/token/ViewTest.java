package dev.baton.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final long TTL_NANOS = Tokens.TTL.toNanos();

    @Test
    void shouldBeValidFromTheSendingOfTheReadUntilTtlLater() {
        // Given
        View view = View.readAt(1_000, Tokens.first());
        // When, Then
        assertThat(view.isValid(1_000)).isTrue();
        assertThat(view.isValid(1_000 + TTL_NANOS - 1)).isTrue();
        assertThat(view.isValid(1_000 + TTL_NANOS)).isFalse();
        assertThat(view.isValid(1_000 + TTL_NANOS + 1)).isFalse();
    }

    /** A monotonic clock starts anywhere and may wrap around. */
    @Property
    void shouldBeValidForTtlWhateverTheClockShows(
            @ForAll long sentAt, @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000_000L) long later) {
        // Given
        View view = View.readAt(sentAt, Tokens.first());
        // When
        boolean valid = view.isValid(sentAt + later);
        // Then
        assertThat(valid).isEqualTo(later < TTL_NANOS);
    }

    @Test
    void shouldBeValidAcrossTheEndOfTheClock() {
        // Given
        View view = View.readAt(Long.MAX_VALUE - 10, Tokens.first());
        // When, Then
        assertThat(view.validUntilNanos()).isNegative();
        assertThat(view.isValid(Long.MAX_VALUE)).isTrue();
        assertThat(view.isValid(Long.MIN_VALUE)).isTrue();
        assertThat(view.isValid(Long.MIN_VALUE + TTL_NANOS - 12)).isTrue();
        assertThat(view.isValid(Long.MIN_VALUE + TTL_NANOS - 11)).isFalse();
    }
}
