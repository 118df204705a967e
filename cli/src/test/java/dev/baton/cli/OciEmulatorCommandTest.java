package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciEmulatorCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldServeWhatItsConfigurationSays() {
        // Given
        Cli emulator = Cli.start("oci-emulator", "--directory", directory.toString());
        await().atMost(PATIENCE).until(() -> emulator.out().contains("Next: "));
        Path file = directory.resolve("baton.yaml");

        // When
        Cli created = Cli.run(file, "token", "create", "--active", "r1");
        Cli checked = Cli.run(file, "config", "check");
        emulator.interrupt();

        // Then
        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(emulator.out()).contains("Admin port: http://127.0.0.1:");
        assertThat(checked.out()).contains("region r1", "region r2").doesNotContain("does not serve its clients");
        assertThat(emulator.exit()).isZero();
    }
}
