package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparing regions, where none answers. */
class VerifyCommandTest {

    @TempDir
    Path directory;

    @Test
    void shouldSayThatARegionCannotBeRead() {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli verify = Cli.run(file, "verify", "flights");

        // Then
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.out()).isEmpty();
        assertThat(verify.err()).contains("baton: Region r1 does not answer within 5 s");
    }

    @Test
    void shouldSayThatThereIsNoSuchStream() {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli verify = Cli.run(file, "verify", "fligths");

        // Then
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.err()).contains("stream 'fligths' is none of the streams", "flights");
    }
}
