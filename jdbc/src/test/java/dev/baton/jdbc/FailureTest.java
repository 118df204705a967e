package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "40001", "40P01", "40003", "53100", "53300", "55P03", "57014", "57P01", "57P05",
                "58030", "25P03", "25P04", "25006"
            })
    void shouldCallItPassingWhenTheWorkIsNotToBlame(String state) {
        // When
        Failure failure = Failure.of(new SQLException("x", state));

        // Then
        assertThat(failure).isEqualTo(Failure.PASSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"23505", "22001", "42601", "42P01", "42501", "25P02", "40002", "P0001", "2D000", "XX000", "28P01"
            })
    void shouldCallItRefusedWhenTheWorkIsToBlame(String state) {
        // When
        Failure failure = Failure.of(new SQLException("x", state));

        // Then
        assertThat(failure).isEqualTo(Failure.REFUSED);
    }

    @Test
    void shouldGoByTheTypesThatDriversUseWithStatesOfTheirOwn() {
        assertThat(Failure.of(new SQLRecoverableException("closed", "72000"))).isEqualTo(Failure.PASSING);
        assertThat(Failure.of(new SQLTransactionRollbackException("lock wait", "HY000")))
                .isEqualTo(Failure.PASSING);
        assertThat(Failure.of(new SQLIntegrityConstraintViolationException("x", "23000")))
                .isEqualTo(Failure.REFUSED);
    }

    @Test
    void shouldLookInsideOfWhatCarriesIt() {
        // Given
        SQLException lost = new SQLException("x", "08006", new IOException("reset"));

        // Then
        assertThat(Failure.of(new IllegalStateException(new RuntimeException(lost))))
                .isEqualTo(Failure.PASSING);
        assertThat(Failure.of(new BatchUpdateException("x", "57014", new int[0])))
                .isEqualTo(Failure.PASSING);
        assertThat(Failure.of(new IllegalStateException("x"))).isEqualTo(Failure.UNCLEAR);
        assertThat(Failure.of(new SQLException("x"))).isEqualTo(Failure.UNCLEAR);
    }

    @Test
    void shouldEndOnCausesThatRunInACircle() {
        // Given
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        // Then
        assertThat(Failure.of(first)).isEqualTo(Failure.UNCLEAR);
    }
}
