package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "init",
                "config",
                "config check",
                "token",
                "token create",
                "token show",
                "token repair",
                "agent",
                "check",
                "produce",
                "consume",
                "status",
                "switchover",
                "failback",
                "failover",
                "catch-up",
                "abort",
                "verify"
            })
    void shouldHelpWithEveryCommandAndGiveAnExample(String command) {
        // When
        Cli help = Cli.run((command + " --help").strip().split(" "));

        // Then
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("Usage: " + ("baton " + command).strip(), "Example", "baton " + command);
        assertThat(help.err()).isEmpty();
    }

    @Test
    void shouldTellItsVersion() {
        // When
        Cli version = Cli.run("--version");

        // Then
        assertThat(version.exit()).isZero();
        assertThat(version.out()).startsWith("baton ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swichover r2",
                "switchover",
                "switchover r2 r3",
                "switchover r2 --timeout 30",
                "switchover no/name",
                "token",
                "token create",
                "config",
                "consume flights",
                "consume flights --region r1 --format xml",
                "consume flights --region r1 --max 0",
                "consume flights --region r1 --for soon",
                "produce",
                "produce flights --rate -1",
                "produce flights --key first",
                "produce flights --protection most",
                "check --json",
                "agent",
                "catch-up",
                "catch-up r1 --rate fast",
                "failback r1",
                "failback --wait long",
                "config check --fix --offline",
                "status --colour",
                "verify flights orders",
                "verify --since yesterday",
                "verify --grace long"
            })
    void shouldTellWrongUsageFromFailure(String command) {
        // When
        Cli wrong = Cli.run(command.split(" "));

        // Then
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("baton: ").doesNotContain("Exception", "\tat ");
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void shouldAskForACommand() {
        // When
        Cli nothing = Cli.run();

        // Then
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("which command? See 'baton --help'");
    }

    @Test
    void shouldSuggestWhatWasMeant() {
        // When
        Cli wrong = Cli.run("swichover", "r2");

        // Then
        assertThat(wrong.err()).contains("Did you mean: baton switchover");
    }

    @Test
    void shouldShowAStackTraceOnlyIfAskedTo(@TempDir Path directory) {
        // Given
        String file = directory.resolve("none.yaml").toString();

        // When
        Cli usual = Cli.run("token", "show", "--config", file);
        Cli debug = Cli.run("token", "show", "--config", file, "--debug");

        // Then
        assertThat(usual.exit()).isEqualTo(1);
        assertThat(usual.err().lines()).hasSize(1).first().asString().contains("does not exist", "'baton init'");
        assertThat(debug.exit()).isEqualTo(1);
        assertThat(debug.err()).contains("InvalidConfigurationException", "\tat ");
    }
}
