package dev.baton.runtime.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.baton.core.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One block of {@code bad-configs.txt} per mistake, with every word that the user is told. */
class BadConfigTest {

    static Stream<Arguments> mistakes() throws IOException {
        try (InputStream in = Objects.requireNonNull(BadConfigTest.class.getResourceAsStream("bad-configs.txt"))) {
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(table.split("\n\n"))
                    .map(block -> block.lines().collect(toList()))
                    .filter(block -> lines(block, "! ").findAny().isPresent())
                    .map(block -> arguments(
                            lines(block, "- ").collect(joining()),
                            lines(block, "+ ").collect(joining()),
                            lines(block, "! ").collect(joining()).stripTrailing()));
        }
    }

    @ParameterizedTest(name = "{1} -> {2}")
    @MethodSource("mistakes")
    void shouldSayWhatIsWrongAndWhatWouldBeRight(String old, String changed, String message) {
        // Given
        String yaml = old.isEmpty() ? changed : SampleConfig.with(old, changed);

        // When // Then
        assertThatThrownBy(() -> SampleConfig.parse(yaml))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(message);
        assertThat(message).doesNotContain("hunter2");
    }

    @Test
    void shouldTellNoMoreThanFiftyMistakes() {
        // Given
        String yaml = SampleConfig.YAML
                + Stream.iterate(1, i -> i + 1)
                        .limit(60)
                        .map(i -> "nope" + i + ": x\n")
                        .collect(joining());

        // When // Then
        assertThatThrownBy(() -> SampleConfig.parse(yaml))
                .isInstanceOf(InvalidConfigurationException.class)
                .satisfies(e -> assertThat(e.getMessage().lines().collect(toList()))
                        .hasSize(51)
                        .last()
                        .isEqualTo("baton.yaml: and 10 more"));
    }

    @Test
    void shouldKeepMessagesShort() {
        // Given
        String yaml = SampleConfig.with("name: payments", "name: '" + "x".repeat(10_000) + "!'");

        // When // Then
        assertThatThrownBy(() -> SampleConfig.parse(yaml))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("baton.yaml:1: name: '" + "x".repeat(60) + "…' is not a name");
    }

    private static Stream<String> lines(List<String> block, String mark) {
        return block.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()).translateEscapes() + "\n");
    }
}
