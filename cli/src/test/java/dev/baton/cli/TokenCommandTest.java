package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Token;
import dev.baton.runtime.token.TokenJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
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

    @Test
    void shouldKeepATokenInThreeStores() throws IOException {
        // Given
        inThreeStores();

        // When
        Cli create = Cli.run(file, "token", "create", "--active", "r1");
        deleteRecursively(directory.resolve("b"));

        // Then
        assertThat(create.err()).isEmpty();
        assertThat(create.exit()).isZero();
        assertThat(Cli.run(file, "token", "show").out())
                .contains(
                        "store     a counts",
                        "store     b DOES NOT COUNT",
                        "baton token repair b",
                        "store     c counts");
    }

    @Test
    void shouldRepairAStoreThatWasEmptied() throws IOException {
        // Given
        inThreeStores();
        Cli.run(file, "token", "create", "--active", "r1");
        deleteRecursively(directory.resolve("b"));

        // When
        Cli dryRun = Cli.run(file, "token", "repair", "b", "--dry-run");
        Cli repair = Cli.run(file, "token", "repair", "b");

        // Then
        assertThat(dryRun.out()).contains("was emptied, or is new", "Would write 1 object");
        assertThat(repair.out()).contains("Rebuilt store b", "1 object");
        assertThat(Cli.run(file, "token", "show").out()).contains("store     b counts");
        assertThat(Cli.run(file, "token", "repair", "d").err()).contains("use one of a, b, c");
    }

    @Test
    void shouldSayThatOneStoreCannotBeRebuilt() {
        // Given
        Cli.run(file, "token", "create", "--active", "r1");

        // Then
        assertThat(Cli.run(file, "token", "repair", "store").err()).contains("the token has one store");
    }

    private void inThreeStores() throws IOException {
        String yaml = Files.readString(file);
        String stores = "{ stores: { a: { directory: a }, b: { directory: b }, c: { directory: c } } }";
        assertThat(yaml).contains("{ directory: token }");
        Files.writeString(file, yaml.replace("{ directory: token }", stores));
    }

    private static void deleteRecursively(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path one : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
