package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.config.BatonConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {

    @TempDir
    Path directory;

    @Test
    void shouldWriteAFileThatLoads() {
        // Given
        Path file = directory.resolve("baton.yaml");

        // When
        Cli init = Cli.run("init", "--file", file.toString());

        // Then
        assertThat(init.exit()).isZero();
        assertThat(init.out()).contains("Wrote " + file, "'baton config check'");
        assertThat(BatonConfig.load(file).regions()).hasSize(2);
    }

    @Test
    void shouldNotReplaceAFileUnlessTold() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("baton.yaml"), "mine");

        // When
        Cli refused = Cli.run("init", "--file", file.toString());
        String kept = Files.readString(file);
        Cli forced = Cli.run("init", "--file", file.toString(), "--force");

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is there already", "--force");
        assertThat(kept).isEqualTo("mine");
        assertThat(forced.exit()).isZero();
    }

    @Test
    void shouldSayWhyItCannotWrite() {
        // Given
        Path file = directory.resolve("missing/baton.yaml");

        // When
        Cli init = Cli.run("init", "--file", file.toString());

        // Then
        assertThat(init.exit()).isEqualTo(1);
        assertThat(init.err()).isEqualTo("baton: there is no file " + file + "\n");
    }
}
