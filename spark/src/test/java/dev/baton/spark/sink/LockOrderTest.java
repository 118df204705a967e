package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockOrderTest {

    private static final StructType SCHEMA = StructType.fromDDL("sequence BIGINT, key BINARY");

    @Test
    void shouldKeepTheOrderOfRowsWhoseBytesAreEqual() {
        // Given
        List<Row> rows = new ArrayList<>();
        for (long sequence = 0; sequence < 50; sequence++) {
            rows.add(RowFactory.create(sequence, new byte[] {(byte) (2 - sequence % 2), -1}));
        }
        // When
        List<Row> ordered = LockOrder.of(List.of("KEY"), SCHEMA).apply(rows);
        // Then
        assertThat(ordered)
                .extracting(row -> row.getLong(0))
                .containsExactlyElementsOf(LongStream.concat(
                                LongStream.range(0, 25).map(i -> 2 * i + 1),
                                LongStream.range(0, 25).map(i -> 2 * i))
                        .boxed()
                        .toList());
    }

    @Test
    void shouldLeaveTheOrderOfTheEventsWithoutColumns() {
        // Given
        List<Row> rows = List.of(RowFactory.create(2L, new byte[0]), RowFactory.create(1L, new byte[0]));
        // When / Then
        assertThat(LockOrder.of(List.of(), SCHEMA).apply(rows)).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARRAY<STRING>", "MAP<STRING, INT>", "STRUCT<a: INT>"})
    void shouldRefuseAColumnThatHasNoOrder(String type) {
        // Given
        StructType schema = StructType.fromDDL("keys " + type);
        // When / Then
        assertThatThrownBy(() -> LockOrder.of(List.of("keys"), schema))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("'lockOrder'")
                .hasMessageContaining("column 'keys' of type");
    }
}
