package dev.baton.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.judge.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir
    Path directory;

    @Test
    void shouldReadWhatIsWrittenWhileItIsWritten() throws IOException {
        // Given
        Path file = directory.resolve("ledger");
        try (Ledger ledger = Ledger.create(file);
                LedgerReader reader = new LedgerReader(file)) {
            ledger.open("1-0", 0).close(3, null);
            ledger.flush();
            reader.advance();
            assertThat(reader.acked()).isEqualTo(1);
            ledger.open("2-0", 1).close(-1, new IllegalStateException("no region answers"));
            ledger.flush();
            // When
            reader.advance();
            // Then
            assertThat(reader.entries()).extracting(LedgerEntry::event).containsExactly("1-0", "2-0");
            assertThat(reader.entries()).extracting(LedgerEntry::acked).containsExactly(true, false);
            assertThat(reader.entries()).extracting(LedgerEntry::partition).containsExactly(3, -1);
            assertThat(reader.entries())
                    .allMatch(entry -> entry.sentMicros() > 0 && entry.doneMicros() >= entry.sentMicros());
        }
    }

    @Test
    void shouldWaitForTheEndOfALine() throws IOException {
        // Given
        Path file = directory.resolve("ledger");
        String line = new LedgerEntry("1-0", 0, 1, true, 1, 2).line();
        try (LedgerReader reader = new LedgerReader(file)) {
            reader.advance();
            Files.writeString(file, line.substring(0, 5));
            reader.advance();
            assertThat(reader.entries()).isEmpty();
            // When
            Files.writeString(file, line.substring(5) + "\n", StandardOpenOption.APPEND);
            reader.advance();
            // Then
            assertThat(reader.entries()).containsExactly(new LedgerEntry("1-0", 0, 1, true, 1, 2));
        }
    }
}
