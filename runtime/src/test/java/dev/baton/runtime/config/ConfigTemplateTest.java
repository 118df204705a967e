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
    @ValueSource(strings = {"http", "s3", "oci", "stores"})
    void shouldShowExamplesThatAreRight(String store) {
        // Given
        String examples = TEXT.replaceAll("(?m)^( +)# (?!http|s3|oci|stores)(?=[a-z.]+: \\S)", "$1")
                .replace("# " + store + ": ", store + ": ")
                .replace("${file:/run/secrets/r1.jaas}", "${SECRET}")
                .replaceAll("  directory: .*\n", "");

        // When
        BatonConfig config = SampleConfig.parse(examples);

        // Then
        boolean three = store.equals("stores");
        assertThat(config.token().stores().values())
                .extracting(StoreConfig::kind)
                .containsExactly(three ? new String[] {"s3", "oci", "http"} : new String[] {store});
        assertThat(config.streams()).containsOnlyKeys("flights", "orders");
        assertThat(config.regions().values().iterator().next().kafka())
                .containsAllEntriesOf(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "hunter2"));
    }

    @Test
    void shouldShowHooksAndMarkersThatAreRight() {
        // Given
        String examples = TEXT.substring(TEXT.indexOf("\n# hooks:\n"))
                .replaceAll("(?m)^# ( *[a-z-]+:)", "$1")
                .replace("${file:/run/secrets/hook}", "a secret of length");

        // When
        BatonConfig config = SampleConfig.parse(SampleConfig.YAML + examples);

        // Then
        assertThat(config.hooks()).containsOnlyKeys("start-standby", "tell-operations");
        HookConfig standby = config.hooks().get("start-standby");
        assertThat(standby).isNotNull();
        assertThat(standby.deadline()).isEqualTo(HookConfig.DEFAULT_DEADLINE);
        assertThat(standby.attempts()).isEqualTo(HookConfig.DEFAULT_ATTEMPTS);
        assertThat(standby.command()).startsWith("/usr/bin/systemctl", "start");
        assertThat(config.markers()).isNotNull();
        assertThat(config.markers().pause()).isEqualTo(MarkersConfig.DEFAULT_PAUSE);
        assertThat(config.markers().objects()).hasSize(2);
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
