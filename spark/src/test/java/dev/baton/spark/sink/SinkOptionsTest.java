package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.Options;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkOptionsTest {

    private static SinkOptions options(Map<String, String> effects) {
        Map<String, String> all = new TreeMap<>(effects);
        all.putAll(
                Map.of("group", "billing", "stream", "flights", "url", "jdbc:postgresql:app", "startingAt", "latest"));
        return SinkOptions.of(new Options(new CaseInsensitiveStringMap(all)));
    }

    @Test
    void shouldTakeEachStatementWithItsOrderInUpperOrLowerCase() {
        // When
        SinkOptions options = options(Map.of(
                "EFFECT",
                "one",
                "effect.LOCKORDER",
                "a, b",
                "Effect.2",
                "two",
                "effect.3",
                "three",
                "effect.3.lockOrder",
                "c"));
        // Then
        assertThat(options.effects())
                .containsExactly(
                        new SinkOptions.Effect("one", List.of("a", "b")),
                        new SinkOptions.Effect("two", List.of()),
                        new SinkOptions.Effect("three", List.of("c")));
    }

    @Test
    void shouldHaveNoStatementIfOnlyTheFrontierIsToBeKept() {
        // When / Then
        assertThat(options(Map.of("effect", "none")).effects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "effect.1",
                "EFFECT.3",
                "effect.03",
                "effect.3.lockOrder",
                "effect.2.lockOrders",
                "effects",
                "effect2"
            })
    void shouldRefuseAStatementThatWouldBeLeftOut(String name) {
        // When / Then
        assertThatThrownBy(() -> options(Map.of("effect", "one", name, "left")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Options [" + name + "]")
                .hasMessageContaining("The next would be effect.2");
    }

    @Test
    void shouldRefuseAStatementAfterABlankOne() {
        // When / Then
        assertThatThrownBy(() -> options(Map.of("effect", "one", "effect.2", " ", "effect.3", "three")))
                .hasMessageContaining("Options [effect.2, effect.3]");
    }
}
