package dev.baton.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JvmCommandTest {

    private static final JvmCommand COMMAND =
            JvmCommand.of("a.Main", "one").withFlags("-Xmx1m").withProperties(Map.of("b", "2"));

    @Test
    void shouldTakeTheClassPathOfThisProcessUnlessAFileSaysAnother() {
        // When
        List<String> own = COMMAND.toCommand().words();
        List<String> other =
                COMMAND.withArgumentFile(Path.of("/etc/options")).toCommand().words();
        // Then
        assertThat(own).containsSequence("-Xmx1m", "-Db=2", "-cp").endsWith("a.Main", "one");
        assertThat(other)
                .endsWith("-Xmx1m", "-Db=2", "@/etc/options", "a.Main", "one")
                .doesNotContain("-cp");
    }
}
