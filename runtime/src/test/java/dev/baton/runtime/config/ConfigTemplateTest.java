package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTemplateTest {

    private static final String TEXT = ConfigTemplate.text();
    private static final Map<String, Class<?>> SECTIONS = Map.of(
            "token", TokenConfig.class,
            "monitor", MonitorConfig.class,
            "consumers", ConsumersConfig.class,
            "catchUp", CatchUpConfig.class);

    @Test
    void shouldLoadAsItIs() {
        // When
        BatonConfig config = SampleConfig.parse(TEXT);

        // Then
        assertThat(config.regions()).hasSize(2);
        assertThat(config.monitor()).isEqualTo(MonitorConfig.DEFAULT);
        assertThat(config.consumers()).isEqualTo(ConsumersConfig.DEFAULT);
        assertThat(config.catchUp()).isEqualTo(CatchUpConfig.DEFAULT);
        assertThat(config.token())
                .isEqualTo(TokenConfig.in(new StoreConfig.Directory(SampleConfig.FOLDER.resolve("baton-token"))));
    }

    @Test
    void shouldShowTheDefaultOfEveryOption() {
        // When
        String allOptions = TEXT.replaceAll("(?m)^( *)#(?=[a-z])", "$1");

        // Then
        SECTIONS.forEach((section, type) -> {
            String shown = section(allOptions, section);
            options(type).forEach(name -> assertThat(shown).as(section).contains("\n  " + name + ": "));
        });
        assertThat(SampleConfig.parse(allOptions)).isEqualTo(SampleConfig.parse(TEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "s3", "oci"})
    void shouldShowExamplesThatAreRight(String store) {
        // Given
        String examples = TEXT.replaceAll("(?m)^( +)# (?!http|s3|oci)(?=[a-z.]+: \\S)", "$1")
                .replace("# " + store + ": ", store + ": ")
                .replace("${file:/run/secrets/r1.jaas}", "${SECRET}")
                .replaceAll("  directory: .*\n", "");

        // When
        BatonConfig config = SampleConfig.parse(examples);

        // Then
        assertThat(config.token().stores().get(0).kind()).isEqualTo(store);
        assertThat(config.streams()).containsOnlyKeys("flights", "orders");
        assertThat(config.regions().values().iterator().next().kafka())
                .containsAllEntriesOf(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "hunter2"));
    }

    @Test
    void shouldBeShort() {
        assertThat(TEXT.lines().filter(line -> !line.isBlank() && !line.strip().startsWith("#")))
                .hasSizeLessThanOrEqualTo(15);
        assertThat(TEXT.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ttl", "downFailures", "handover", "rate"})
    void shouldNameOptionsAsTheRecordsDo(String option) {
        assertThat(SECTIONS.values().stream().flatMap(ConfigTemplateTest::options))
                .contains(option);
    }

    /** From its key to the next blank line, or the end. */
    private static String section(String text, String key) {
        int from = text.indexOf("\n" + key + ":\n");
        assertThat(from).as(key).isPositive();
        int to = text.indexOf("\n\n", from);
        return to < 0 ? text.substring(from) : text.substring(from, to + 1);
    }

    private static Stream<String> options(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !name.equals("stores"));
    }
}
