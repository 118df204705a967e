package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.token.TokenJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
    void shouldShowThePastOfTheToken() throws Exception {
        // Given
        changeThreeTimes();

        // When
        Cli text = Cli.run(file, "token", "history");
        Cli json = Cli.run(file, "token", "history", "--since", "2", "--json");

        // Then
        assertThat(text.exit()).isZero();
        assertThat(text.out())
                .contains("version 1, ", "a new start", "r2 IN_SYNC → OUT", "by somebody: a test")
                .contains("The chain is whole from version 1 to ");
        assertThat(json.exit()).isZero();
        List<String> lines = json.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode second = new ObjectMapper().readTree(lines.get(0));
        assertThat(second.path("version").asLong()).isEqualTo(2);
        assertThat(second.path("changed").get(0).asText()).isEqualTo("r2 IN_SYNC → OUT");
        assertThat(second.path("before").path("version").asLong()).isEqualTo(1);
        assertThat(second.path("after").path("version").asLong()).isEqualTo(2);
        assertThat(second.path("hash").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void shouldSayWhereThePastIsBroken() {
        // Given
        changeThreeTimes();
        try (Installation installation = Installation.open(file)) {
            installation.store().delete(installation.config().name() + "/history/000000000001");
        }

        // When
        Cli history = Cli.run(file, "token", "history");

        // Then
        assertThat(history.exit()).isEqualTo(1);
        assertThat(history.err()).contains("the chain is broken at version 1: it is gone");
        assertThat(history.out()).contains("version 2, ").doesNotContain("whole");
    }

    @Test
    void shouldRefuseAVersionThatThereIsNot() {
        // Given
        Cli.run(file, "token", "create", "--active", "r1");

        // Then
        assertThat(Cli.run(file, "token", "history", "--since", "7").err()).contains("there is no version 7 yet");
        assertThat(Cli.run(file, "token", "history", "--since", "0").exit()).isEqualTo(2);
    }

    @Test
    void shouldShowThePastOfATokenInThreeStoresOfWhichOneIsLost() throws IOException {
        // Given
        inThreeStores();
        changeThreeTimes();
        deleteRecursively(directory.resolve("b"));

        // When
        Cli history = Cli.run(file, "token", "history");

        // Then
        assertThat(history.err()).isEmpty();
        assertThat(history.exit()).isZero();
        assertThat(history.out()).contains("version 1, ", "version 3, ", "The chain is whole from version 1 to ");
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
        assertThat(dryRun.out()).contains("was emptied, or is new", "Would write 2 objects");
        assertThat(repair.out()).contains("Rebuilt store b", "2 objects");
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

    /** The last of them may not be kept yet. */
    private void changeThreeTimes() {
        Cli.run(file, "token", "create", "--active", "r1", "--reason", "a new start");
        try (Installation installation = Installation.open(file)) {
            for (String writeId : List.of("second", "third")) {
                Token token = installation.tokens().read();
                Audit audit = new Audit("a test", "somebody", Instant.EPOCH, writeId);
                Transition change = token.version() == 1 ? token.demote(R2, audit) : token.beginCatchUp(R2, audit);
                Token next = change.fold(legal -> legal, refused -> {
                    throw new AssertionError(refused.why());
                });
                assertThat(installation.tokens().compareAndSet(token, next)).isEqualTo(new CasOutcome.Applied(next));
            }
        }
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
