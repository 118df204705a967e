package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor, where no region answers. */
class CheckCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void shouldPrintWhatChangesUntilInterrupted() {
        // Given
        Path file = Installations.unreachable(directory);
        Cli check = Cli.start(file, "check", "--as", "here");
        await().atMost(PATIENCE).until(() -> check.out().contains("r2 is DOWN, was SUSPECT"));

        // When
        Installations.createToken(file);
        await().atMost(PATIENCE).until(() -> check.out().contains("nothing is done: "));
        check.interrupt();

        // Then
        assertThat(check.exit()).isZero();
        assertThat(check.out())
                .contains("monitor@here of payments watches [r1, r2], decides alone, policy auto")
                .contains("the token store fails: There is no token")
                .contains("r1 is SUSPECT, was UNKNOWN (connect: ")
                .contains("the token store answers again")
                .contains("token version 1, term 1: r1 holds the baton; r1 IN_SYNC, r2 IN_SYNC")
                .endsWith("ended\n");
        assertThat(check.out().lines().filter(line -> line.contains("nothing is done")))
                .hasSize(1);
    }

    @Test
    void shouldSuggestNothingWhereNoRegionAnswers() {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli text = Cli.run(file, "check", "--suggest", "--for", "300ms");
        Cli json = Cli.run(file, "check", "--suggest", "--for", "300ms", "--json");

        // Then
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out())
                .contains("r1: 0 probes served, ", "Not every probe was served")
                .doesNotContain("monitor:");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).contains("\"suggested\" : null", "\"complete\" : false");
    }

    @Test
    void shouldProbeOnce() {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli text = Cli.run(file, "check", "--once");
        Cli json = Cli.run(file, "check", "--once", "--json");

        // Then
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("does not serve its clients: connect: "));
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).contains("\"r1\"", "\"ok\" : false", "\"stepMillis\"");
    }
}
