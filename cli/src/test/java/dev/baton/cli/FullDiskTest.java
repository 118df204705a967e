package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.process.JvmCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk under the token that is full. Where the system lets us, it is a real one: 64 KiB of memory, mounted in a name
 * space that ends with the command. Elsewhere the command may not write to files at all, which fails at the same
 * place.
 */
class FullDiskTest {

    private static final long DEADLINE_SECONDS = 60;

    private static final String SCRIPT =
            """
            dir=$1; shift
            if unshare -rm mount -t tmpfs -o size=64k none "$dir" 2>/dev/null; then
                exec unshare -rm sh -c '
                    dir=$1; shift
                    cp -R "$dir" "$dir.kept" && mount -t tmpfs -o size=64k none "$dir" || exit 99
                    cp -R "$dir.kept/." "$dir"
                    head -c 100000 /dev/zero >"$dir/filler" 2>/dev/null
                    exec "$@"' sh "$dir" "$@"
            fi
            ulimit -f 0
            exec "$@"
            """;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void beginHandover() {
        file = Installations.unreachable(directory);
        Installations.createToken(file);
        Installations.change(file, (token, audit) -> token.beginHandover(R2, audit));
    }

    @Test
    void shouldSayThatNothingWasChanged() throws Exception {
        // When
        Ended abort = runOnFullDisk("abort");

        // Then
        assertThat(abort.exit()).as(abort.output()).isEqualTo(1);
        assertThat(abort.output().lines()).hasSize(1);
        assertThat(abort.output())
                .startsWith("baton: Cannot write payments/token under ")
                .containsPattern("No space left on device|File too large")
                .contains("Nothing was changed.");
        assertThat(Installations.token(file).handoverTo()).isEqualTo(R2);
    }

    @Test
    void shouldStillTellWhatIsThere() throws Exception {
        // When
        Ended show = runOnFullDisk("token", "show");
        Ended check = runOnFullDisk("config", "check");

        // Then
        assertThat(show.exit()).as(show.output()).isZero();
        assertThat(show.output()).contains("handover  to r2, under way");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.output())
                .containsPattern("PROBLEM  token store: Cannot write .*(No space left on device|File too large)")
                .contains("ok       token: version 2: " + R1 + " holds the baton");
    }

    private Ended runOnFullDisk(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("sh", "-c", SCRIPT, "sh", directory.resolve("token").toString()));
        words.addAll(JvmCommand.of(Baton.class.getName(), Cli.withConfig(file, command))
                .withFlags("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .toCommand()
                .words());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] printed = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), new String(printed, StandardCharsets.UTF_8));
    }

    private record Ended(int exit, String output) {}
}
