package dev.baton.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.TestbedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path logs;

    private final Janitor janitor = Janitor.start();

    @AfterEach
    void closeJanitor() {
        janitor.close();
    }

    @Test
    void shouldRunAMainClassWithArgumentsPropertiesAndEnvironment() {
        // Given
        Command command = JvmCommand.of(EchoMain.class.getName(), "two words", "$HOME", "")
                .withFlags("-Xmx32m")
                .withProperties(Map.of("colour", "dark blue"))
                .toCommand()
                .withEnvironment(Map.of("BATON_TEST", "from outside"));

        // When
        ChildProcess child = start("echo", command);

        // Then
        assertThat(child.awaitExit(SOON)).isTrue();
        assertThat(child.exitCode()).hasValue(0);
        assertThat(child.logTail(10).lines())
                .containsExactly("[two words]", "[$HOME]", "[]", "dark blue", "from outside", "heap <= 32 MiB");
    }

    @Test
    void shouldTellExitCodeAndLastLines() {
        // Given
        Command command = Command.of("sh", "-c", "for i in 1 2 3 4; do echo line $i; done; echo oops >&2; exit 7");

        // When
        ChildProcess child = start("failing", command);

        // Then
        assertThat(child.awaitExit(SOON)).isTrue();
        assertThat(child.exitCode()).hasValue(7);
        assertThat(child.logTail(2)).isEqualTo("line 4\noops");
        assertThatThrownBy(child::freeze)
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("failing")
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("oops");
    }

    @Test
    void shouldReportAProgramThatDoesNotExist() {
        // When
        ChildProcess child = start("missing", Command.of("no-such-program-anywhere"));

        // Then
        assertThat(child.awaitExit(SOON)).isTrue();
        assertThat(child.exitCode()).hasValue(127);
        assertThat(child.logTail(5)).contains("no-such-program-anywhere");
    }

    @Test
    void shouldStandStillWhileFrozenAndGoOnWhenThawed() throws Exception {
        // Given
        Path ticks = logs.resolve("ticks");
        ChildProcess child = start(
                "ticker",
                JvmCommand.of(TickerMain.class.getName(), ticks.toString()).toCommand());
        await().atMost(SOON).until(() -> Files.exists(ticks) && Files.size(ticks) > 10);

        // When
        child.freeze();
        long frozenAt = Files.size(ticks);

        // Then
        await().during(Duration.ofMillis(300)).until(() -> Files.size(ticks) == frozenAt);
        assertThat(child.isAlive()).isTrue();
        child.thaw();
        await().atMost(SOON).until(() -> Files.size(ticks) > frozenAt + 10);
        child.kill();
    }

    @Test
    void shouldEndByItselfWhenAskedToStop() {
        // Given
        ChildProcess child = start("polite", ticker());
        child.freeze();

        // When
        boolean byItself = child.stop(SOON);

        // Then
        assertThat(byItself).isTrue();
        assertThat(child.isAlive()).isFalse();
        assertThat(child.stop(SOON)).isTrue();
    }

    @Test
    void shouldBeKilledWhenItDoesNotStopInTime() {
        // Given
        ChildProcess child =
                start("stubborn", Command.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"));
        await().atMost(SOON).until(() -> child.logTail(1).equals("ready"));

        // When
        boolean byItself = child.stop(Duration.ofMillis(200));

        // Then
        assertThat(byItself).isFalse();
        assertThat(child.exitCode()).hasValue(128 + 9);
    }

    @Test
    void shouldFreezeAndKillWhatItHasStarted() {
        // Given
        ChildProcess child = start("family", Command.of("sh", "-c", "sleep 600 & echo $!; wait"));
        long grandchild = pidInLog(child);

        // When
        child.freeze();

        // Then
        assertThat(ProcessTable.isStopped(grandchild)).isTrue();
        child.kill();
        await().atMost(SOON).until(() -> ProcessTable.isGone(grandchild));
    }

    @Test
    void shouldLeaveNothingOfAFamilyWhoseHeadHasEnded() {
        // Given
        Command familyWithoutHead = Command.of("sh", "-c", "sleep 600 & echo $!");

        // When
        ChildProcess child = start("family", familyWithoutHead);

        // Then
        assertThat(child.awaitExit(SOON)).isTrue();
        long grandchild = pidInLog(child);
        await().atMost(SOON).until(() -> ProcessTable.isGone(grandchild));
    }

    @Test
    void shouldRememberItsPeakMemoryAfterItsDeath() {
        // Given
        ChildProcess child = start("memory", ticker());
        await().atMost(SOON).until(() -> child.peakResidentBytes().orElse(0) > 10 << 20);

        // When
        child.kill();

        // Then
        assertThat(child.peakResidentBytes().getAsLong()).isBetween(10L << 20, 1L << 30);
    }

    private static long pidInLog(ChildProcess child) {
        await().atMost(SOON).until(() -> !child.logTail(1).isEmpty());
        return Long.parseLong(child.logTail(1));
    }

    private Command ticker() {
        return JvmCommand.of(TickerMain.class.getName(), logs.resolve("ticks").toString())
                .withFlags("-Xmx32m")
                .toCommand();
    }

    private ChildProcess start(String name, Command command) {
        return ChildProcess.start(janitor, name, command, logs.resolve(name + ".log"));
    }
}
