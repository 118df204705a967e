package dev.baton.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Decoded;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEntryTest {

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void shouldReadWhatItWrites(Outcome outcome) {
        // Given
        LedgerEntry entry = new LedgerEntry(
                new EventName("producer-1", 60_017), 5, outcome, 1_700_000_000_123_456L, 1_700_000_000_125_000L);
        // When
        Decoded<LedgerEntry> read = LedgerEntry.read(entry.line());
        // Then
        assertThat(read).isEqualTo(new Decoded.Value<>(entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p-17",
                "p\t17\t2\tacked\t4",
                "p\t17\t2\tperhaps\t4\t5",
                "p\tx\t2\tacked\t4\t5",
                "a\tb\tc\td\te\tf\tg"
            })
    void shouldRefuseAnythingElse(String line) {
        assertThat(LedgerEntry.read(line)).isInstanceOf(Decoded.Malformed.class);
    }
}
