package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.core.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it says before Spark starts; what it does is in {@link SparkStandbyTest} and {@link SparkClusterTest}. */
class SqlApplicationTest {

    @TempDir
    Path directory;

    private static void shouldBeRefused(String says, String... arguments) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SqlApplication.main(arguments))
                .withMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checkpoint = /tmp | 'query' is missing in",
                "query = SELECT * FROM events | 'checkpoint' is missing in",
                "query = \\u00zz | cannot be read as a file of properties",
            })
    void shouldSayWhatIsMissing(String properties, String says) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("a.properties"), properties);
        // Then
        shouldBeRefused(says, file.toString());
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        // Then
        shouldBeRefused(
                "nothing.properties cannot be read",
                directory.resolve("nothing.properties").toString());
        shouldBeRefused("Give one argument, the path of a file of properties");
    }
}
