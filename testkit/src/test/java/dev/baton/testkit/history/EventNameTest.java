package dev.baton.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventNameTest {

    @Test
    void shouldReadWhatItWrites() {
        // When
        EventName read = EventName.of(new EventName("producer-1", 17).toString());
        // Then
        assertThat(read).isEqualTo(new EventName("producer-1", 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "p", "p-", "p-x", "p-017", "p-+1", "p-99999999999999999999"})
    void shouldTakeAnythingElseForTheNameOfWhatNobodySent(String text) {
        // When
        EventName read = EventName.of(text);
        // Then
        assertThat(read.number()).isEqualTo(EventName.NONE);
        assertThat(read).hasToString(text);
    }
}
