package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSinkOptionsTest {

    private final JdbcSinkOptions options = JdbcSinkOptions.of(Database.at("jdbc:postgresql://db1/orders"), "billing");

    @Test
    void shouldHaveDefaults() {
        // Then
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.table()).isEqualTo("baton_frontier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void shouldRefuseAGroupWithoutAName(String group) {
        // When, Then
        assertThatThrownBy(() -> JdbcSinkOptions.of(options.database(), group))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("group: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.099S", "PT1H0.001S", "-PT2S"})
    void shouldRefuseATimeoutThatCannotBeMeant(Duration timeout) {
        // When, Then
        assertThatThrownBy(() -> options.withTimeout(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be between 100 ms and 1 h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "a b", "a;drop table x", "\"a\"", "a.b.c", "."})
    void shouldRefuseATableThatIsNoName(String table) {
        // When, Then
        assertThatThrownBy(() -> options.withTable(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("table: ");
    }
}
