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
        String file = Installations.unreachable(directory).toString();

        // When
        Cli verify = Cli.run("verify", "flights", "--config", file);

        // Then
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.out()).isEmpty();
        assertThat(verify.err()).contains("baton: Region r1 does not answer within 5 s");
    }

    @Test
    void shouldSayThatThereIsNoSuchStream() {
        // Given
        String file = Installations.unreachable(directory).toString();

        // When
        Cli verify = Cli.run("verify", "fligths", "--config", file);

        // Then
        assertThat(verify.exit()).isEqualTo(1);
        assertThat(verify.err()).contains("stream 'fligths' is none of the streams", "flights");
    }
}
