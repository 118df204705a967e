package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing and reading events, where no region answers. */
class EventCommandsTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createToken() {
        file = Installations.unreachable(directory);
        Installations.createToken(file);
    }

    @Test
    void shouldGiveUpWritingAfterItsTime() {
        // When
        Cli produce =
                Cli.runWithInput("one\ntwo\nthree\n", Cli.withConfig(file, "produce", "flights", "--timeout", "2s"));

        // Then
        assertThat(produce.exit()).isEqualTo(1);
        assertThat(produce.out()).startsWith("0 events of 1 acknowledged, 1 failed in ");
        assertThat(produce.err())
                .contains("baton: stopped at line 1: No region told the partitions of stream 'flights'");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        // When
        Cli produce =
                Cli.run(file, "produce", "flights", directory.resolve("none").toString());

        // Then
        assertThat(produce.exit()).isEqualTo(1);
        assertThat(produce.err()).contains("there is no file");
    }

    @Test
    void shouldStandByUntilInterrupted() {
        // Given
        Cli consume = Cli.start(file, "consume", "flights", "--region", "r2");

        // When
        await().atMost(Duration.ofSeconds(20))
                .until(() -> consume.err().contains("gate of r2 closed: r1 holds the baton"));
        consume.interrupt();

        // Then
        assertThat(consume.exit()).isZero();
        assertThat(consume.err()).contains("stopped after 0 events");
    }

    @Test
    void shouldEndAfterItsTime() {
        // When
        Cli consume = Cli.run(file, "consume", "flights", "--region", "r2", "--for", "1s");

        // Then
        assertThat(consume.exit()).isZero();
        assertThat(consume.out()).isEmpty();
    }

    @Test
    void shouldSayThatItCannotWriteItsFile() {
        // When
        Cli consume = Cli.run(
                file,
                "consume",
                "flights",
                "--region",
                "r1",
                "--append",
                directory.resolve("no/file").toString());

        // Then
        assertThat(consume.exit()).isEqualTo(1);
        assertThat(consume.err()).startsWith("baton: ").contains("no/file");
    }
}
