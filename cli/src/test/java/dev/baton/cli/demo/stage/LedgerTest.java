package dev.baton.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final LedgerEntry ENTRY = new LedgerEntry(new EventName("p", 0), 1, Outcome.ACKED, 1, 2);

    @TempDir
    Path directory;

    private final List<LedgerEntry> entries = new ArrayList<>();

    @Test
    void shouldReadWhatIsWrittenWhileItIsWritten() throws IOException {
        // Given
        Path file = directory.resolve("ledger");
        try (Ledger ledger = Ledger.create(file);
                LedgerReader reader = new LedgerReader(file, entries::add)) {
            ledger.open(new EventName("p", 0)).close(3, null);
            ledger.flush();
            reader.advance();
            assertThat(reader.acked()).isEqualTo(1);
            ledger.open(new EventName("p", 1)).close(3, new IllegalStateException("no region answers"));
            ledger.open(new EventName("p", 2)).refused(new IllegalStateException("no room"));
            ledger.flush();
            // When
            reader.advance();
            // Then
            assertThat(entries).extracting(entry -> entry.event().toString()).containsExactly("p-0", "p-1", "p-2");
            assertThat(entries)
                    .extracting(LedgerEntry::outcome)
                    .containsExactly(Outcome.ACKED, Outcome.FAILED, Outcome.REFUSED);
            assertThat(entries).extracting(LedgerEntry::partition).containsExactly(3, 3, -1);
            assertThat(entries).allMatch(entry -> entry.sentMicros() > 0 && entry.doneMicros() >= entry.sentMicros());
        }
    }

    @Test
    void shouldWaitForTheEndOfALine() throws IOException {
        // Given
        Path file = directory.resolve("ledger");
        String line = ENTRY.line();
        try (LedgerReader reader = new LedgerReader(file, entries::add)) {
            reader.advance();
            Files.writeString(file, line.substring(0, 5));
            reader.advance();
            assertThat(entries).isEmpty();
            // When
            Files.writeString(file, line.substring(5) + "\n", StandardOpenOption.APPEND);
            reader.advance();
            // Then
            assertThat(entries).containsExactly(ENTRY);
        }
    }
}
