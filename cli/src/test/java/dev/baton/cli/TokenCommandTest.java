package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Token;
import dev.baton.runtime.token.TokenJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeConfig() {
        file = Installations.unreachable(directory);
    }

    @Test
    void shouldCreateTheFirstToken() {
        // When
        Cli create = Cli.run(file, "token", "create", "--active", "r1");

        // Then
        Token token = Installations.token(file);
        assertThat(create.exit()).isZero();
        assertThat(create.out()).contains("r1 holds the baton");
        assertThat(token.active()).isEqualTo(R1);
        assertThat(token.audit().by()).isEqualTo("operator:" + System.getProperty("user.name"));
    }

    @Test
    void shouldNotReplaceAToken() {
        // Given
        Cli.run(file, "token", "create", "--active", "r1");

        // When
        Cli again = Cli.run(file, "token", "create", "--active", "r2");

        // Then
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("there is a token already", "r1 holds the baton", "nothing was changed");
        assertThat(Installations.token(file).active()).isEqualTo(R1);
    }

    @Test
    void shouldShowTheTokenToPeopleAndPrograms() {
        // Given
        Cli.run(file, "token", "create", "--active", "r1", "--reason", "a new start");

        // When
        Cli text = Cli.run(file, "token", "show");
        Cli json = Cli.run(file, "token", "show", "--json");

        // Then
        assertThat(text.exit()).isZero();
        assertThat(text.out()).contains("active    r1", "region    r2 IN_SYNC since", "reason    a new start");
        assertThat(json.exit()).isZero();
        Token shown = TokenJson.read(json.out().strip().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(IllegalStateException::new);
        assertThat(shown).isEqualTo(Installations.token(file));
    }
}
