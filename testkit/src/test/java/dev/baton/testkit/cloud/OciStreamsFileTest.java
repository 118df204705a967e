package dev.baton.testkit.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciStreamsFileTest {

    @TempDir
    private Path directory;

    private OciStreams region() {
        return new OciStreams("fra", Clock.systemUTC(), OciStreams.Limits.NONE, directory);
    }

    private static EmulatedStream stream(OciStreams region) {
        return region.find(region.create("flights", 1)).orElseThrow();
    }

    private static long put(EmulatedStream stream, @Nullable String key, String value) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        StreamLog.Message stored =
                stream.put(bytes, value.getBytes(StandardCharsets.UTF_8)).message();
        assertThat(stored).isNotNull();
        return stored.offset;
    }

    @Test
    void shouldGoOnAfterItsMessagesInANewProcess() {
        // Given
        EmulatedStream before = stream(region());
        put(before, "key", "first");
        put(before, null, "");

        // When
        EmulatedStream after = stream(region());
        long third = put(after, "key", "third");

        // Then
        assertThat(third).isEqualTo(2);
        assertThat(after.values(0)).extracting(String::new).containsExactly("first", "", "third");
    }

    @Test
    void shouldCutOffWhatAKilledProcessDidNotFinish() throws IOException {
        // Given
        EmulatedStream before = stream(region());
        put(before, "key", "first");
        put(before, "key", "unfinished");
        Path file = directory.resolve("flights-0.log");
        byte[] written = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(written, written.length - 3));

        // When
        long second = put(stream(region()), "key", "second");

        // Then
        assertThat(second).isEqualTo(1);
        assertThat(stream(region()).values(0)).extracting(String::new).containsExactly("first", "second");
    }
}
