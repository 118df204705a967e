package dev.baton.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Really crashes a parent and looks for what is left of its children. */
@Tag("chaos")
class ParentCrashTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final Janitor janitor = Janitor.start();

    @AfterEach
    void closeJanitor() {
        janitor.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "INT", "TERM", "HUP", "SEGV"})
    void shouldLeaveNothingRunningWhenTheParentIsSent(String signal) throws Exception {
        // Given
        ChildProcess parent = startParent();
        List<Long> descendants = descendants();
        assertThat(descendants).noneMatch(ProcessTable::isGone);

        // When
        send(signal, Long.toString(parent.pid()));

        // Then
        await().atMost(DEADLINE).until(() -> descendants.stream().allMatch(ProcessTable::isGone));
        assertThat(parent.awaitExit(DEADLINE)).isTrue();
    }

    /** What a terminal does on Ctrl-C, and what a shell's {@code kill -9 %1} does. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void shouldLeaveNothingRunningWhenTheWholeProcessGroupIsSent(String signal) throws Exception {
        // Given
        ChildProcess parent = startParent();
        List<Long> descendants = descendants();
        assertThat(descendants).noneMatch(ProcessTable::isGone);

        // When
        send(signal, "-" + parent.pid());

        // Then
        await().atMost(DEADLINE).until(() -> descendants.stream().allMatch(ProcessTable::isGone));
        assertThat(parent.awaitExit(DEADLINE)).isTrue();
    }

    @Test
    void shouldLeaveNothingRunningWhenTheParentDiesWhileItStartsChildren() throws Exception {
        // Given
        Path children = Files.createDirectory(directory.resolve("many"));
        ChildProcess parent = ChildProcess.start(
                janitor,
                "prolific",
                JvmCommand.of(ProlificMain.class.getName(), children.toString())
                        .withFlags("-Xmx64m")
                        .toCommand(),
                directory.resolve("prolific.log"));
        await().atMost(DEADLINE).until(() -> children.toFile().list().length > 20);

        // When
        parent.kill();

        // Then: also the one that was just being started
        String mark = children.toString();
        await().atMost(DEADLINE).until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains(mark)));
    }

    private ChildProcess startParent() {
        Command jvm = JvmCommand.of(ParentMain.class.getName(), directory.toString())
                // A crash shall not write a core file or a report into the build.
                .withFlags("-Xmx32m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + directory.resolve("hs_err.log"))
                .toCommand();
        // Whoever started these tests may ignore signals (as nohup and a shell's '&' do), which would be inherited.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
        words.addAll(jvm.words());
        Command unshielded = new Command(words, jvm.environment());
        return ChildProcess.start(janitor, "parent", unshielded, directory.resolve("parent.log"));
    }

    private List<Long> descendants() throws Exception {
        Path pids = directory.resolve("pids");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pids));
        return Files.readAllLines(pids).stream().map(Long::valueOf).toList();
    }

    private void send(String signal, String target) {
        Command kill = Command.of("sh", "-c", "kill -" + signal + " " + target);
        ChildProcess sender = ChildProcess.start(janitor, "kill", kill, directory.resolve("kill.log"));
        assertThat(sender.awaitExit(DEADLINE)).isTrue();
        assertThat(sender.exitCode()).as(sender.logTail(5)).hasValue(0);
    }
}
