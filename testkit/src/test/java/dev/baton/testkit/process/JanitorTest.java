package dev.baton.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.TestbedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JanitorTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path logs;

    @Test
    void shouldKillWhatItWatchesWhenClosed() {
        // Given
        Janitor janitor = Janitor.start();
        ChildProcess running = sleeper(janitor, "running");
        ChildProcess frozen = sleeper(janitor, "frozen");
        frozen.freeze();

        // When
        janitor.close();

        // Then
        assertThat(running.awaitExit(SOON)).isTrue();
        assertThat(frozen.awaitExit(SOON)).isTrue();
    }

    @Test
    void shouldKeepWatchOverTheOthersWhenSomeHaveEnded() {
        // Given
        Janitor janitor = Janitor.start();
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            children.add(sleeper(janitor, "sleeper-" + i));
        }

        // When
        List.of(children.get(0), children.get(2), children.get(4)).forEach(ChildProcess::kill);
        assertThat(children.get(1).isAlive()).isTrue();
        assertThat(children.get(3).isAlive()).isTrue();
        janitor.close();

        // Then
        assertThat(children.get(1).awaitExit(SOON)).isTrue();
        assertThat(children.get(3).awaitExit(SOON)).isTrue();
    }

    @Test
    void shouldIgnoreProcessesThatNeverWere() {
        // Given
        Janitor janitor = Janitor.start();
        ChildProcess child = sleeper(janitor, "sleeper");

        // When
        janitor.watch(Integer.MAX_VALUE);
        janitor.ended(Integer.MAX_VALUE - 1);
        janitor.close();

        // Then
        assertThat(child.awaitExit(SOON)).isTrue();
    }

    @Test
    void shouldSurviveTheSignalsOfATerminal() {
        // Given
        Janitor janitor = Janitor.start();
        ChildProcess child = sleeper(janitor, "sleeper");

        // When
        for (String signal : List.of("HUP", "INT", "QUIT", "TERM")) {
            sendTo(janitor.pid(), signal);
        }

        // Then
        ChildProcess another = sleeper(janitor, "another");
        assertThat(ProcessTable.isGone(janitor.pid())).isFalse();
        janitor.close();
        assertThat(child.awaitExit(SOON)).isTrue();
        assertThat(another.awaitExit(SOON)).isTrue();
    }

    @Test
    void shouldRefuseToStartAChildThatNobodyWouldWatch() {
        // Given
        Janitor janitor = Janitor.start();
        janitor.close();
        await().until(() -> ProcessTable.isGone(janitor.pid()));

        // When, Then
        assertThatThrownBy(() -> sleeper(janitor, "orphan"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("janitor");
    }

    private void sendTo(long pid, String signal) {
        try (Janitor other = Janitor.start()) {
            Command kill = Command.of("sh", "-c", "kill -" + signal + " " + pid);
            ChildProcess.start(other, "kill", kill, logs.resolve("kill.log")).awaitExit(SOON);
        }
    }

    private ChildProcess sleeper(Janitor janitor, String name) {
        return ChildProcess.start(janitor, name, Command.of("sleep", "600"), logs.resolve(name + ".log"));
    }
}
