package dev.baton.cli.demo.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Decoded;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEntryTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadWhatItWrites(boolean acked) {
        // Given
        LedgerEntry entry = new LedgerEntry("17-3", 60_017, 5, acked, 1_700_000_000_123_456L, 1_700_000_000_125_000L);
        // When
        Decoded<LedgerEntry> read = LedgerEntry.read(entry.line());
        // Then
        assertThat(read).isEqualTo(new Decoded.Value<>(entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17-3",
                "17-3\t1\t2\tacked\t4",
                "17-3\t1\t2\tperhaps\t4\t5",
                "17-3\tx\t2\tacked\t4\t5",
                "a\tb\tc\td\te\tf\tg"
            })
    void shouldRefuseAnythingElse(String line) {
        assertThat(LedgerEntry.read(line)).isInstanceOf(Decoded.Malformed.class);
    }
}
