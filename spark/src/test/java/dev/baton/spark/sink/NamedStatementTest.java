package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedStatementTest {

    @Test
    void shouldReplaceNamesInOrder() {
        // When
        NamedStatement statement = NamedStatement.parse("INSERT INTO t VALUES (:origin, :miles, :origin)");
        // Then
        assertThat(statement.sql()).isEqualTo("INSERT INTO t VALUES (?, ?, ?)");
        assertThat(statement.names()).containsExactly("origin", "miles", "origin");
    }

    @Test
    void shouldLeaveTextQuotedNamesAndCastsAsTheyAre() {
        // When
        NamedStatement statement = NamedStatement.parse("SELECT ':no', \"a:b\", :yes::int, 'open :no");
        // Then
        assertThat(statement.sql()).isEqualTo("SELECT ':no', \"a:b\", ?::int, 'open :no");
        assertThat(statement.names()).containsExactly("yes");
    }
}
