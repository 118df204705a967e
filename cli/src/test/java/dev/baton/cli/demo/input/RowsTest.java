package dev.baton.cli.demo.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {

    private static List<Row> read(String text, @Nullable String key) throws IOException {
        try (Rows rows = Rows.open(new StringReader(text), "in.csv", key)) {
            List<Row> all = new ArrayList<>();
            for (Row row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
            return all;
        }
    }

    @Test
    void shouldReadCommaSeparatedValuesWithTheFirstColumnAsKey() throws IOException {
        // When
        List<Row> rows = read("id,to\r\n1,LAS\r\n\r\n2,\r\n", null);
        // Then
        assertThat(rows).extracting(Row::key).containsExactly("1", "2");
        assertThat(rows.get(0).columns()).hasToString("{\"id\":\"1\",\"to\":\"LAS\"}");
        assertThat(rows.get(1).columns()).hasToString("{\"id\":\"2\",\"to\":\"\"}");
    }

    @Test
    void shouldTakeTheColumnThatIsAskedForAsKey() throws IOException {
        assertThat(read("id,to\n1,LAS", "to")).extracting(Row::key).containsExactly("LAS");
    }

    @Test
    void shouldReadQuotedFieldsWithCommasQuotesAndLineEnds() throws IOException {
        // When
        List<Row> rows = read("\"id\",text\n\"1\",\"a, \"\"b\"\"\n\nc\"\n2,\"\"\n", null);
        // Then
        assertThat(rows.get(0).columns().get("text").asText()).isEqualTo("a, \"b\"\n\nc");
        assertThat(rows.get(1).columns().get("text").asText()).isEmpty();
    }

    @Test
    void shouldReadJsonLines() throws IOException {
        // When
        List<Row> rows = read("\uFEFF{\"id\":7,\"to\":{\"x\":1}}\n\n{\"to\":null,\"id\":\"8\"}\n", null);
        // Then
        assertThat(rows).extracting(Row::key).containsExactly("7", "8");
        assertThat(rows.get(0).columns()).hasToString("{\"id\":7,\"to\":{\"x\":1}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | in.csv: is empty",
                "`a,b\n1\n` | in.csv, line 2: has 1 fields, but the first line names 2 columns: a, b",
                "`a,b\n1,2\n1,2,3\n` | in.csv, line 3: has 3 fields",
                "`a,b,a\n` | in.csv, line 1: names a column twice: a, b, a",
                "`a,b\n\"1,2\n3,4\n` | in.csv, line 2: opens a quote that is never closed",
                "`a,b\n\"1\"2,3\n` | in.csv, line 2: has text after the closing quote of field 1",
                "`{\"a\":1}\n[1]\n` | in.csv, line 2: is not a JSON object",
                "`{\"a\":1}\n{\"a\":}\n` | in.csv, line 2: is not a JSON object: Unexpected character",
                "`{\"a\":1}\n{\"a\":1} x\n` | in.csv, line 2: is not a JSON object",
                "`{\"a\":1}\n{\"b\":1}\n` | in.csv, line 2: has no field 'a'",
                "`{}\n` | in.csv, line 1: is an empty object",
            })
    void shouldSayWhichLineIsWrongAndWhy(String text, String message) {
        assertThatThrownBy(() -> read(text, null))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldSayWhichColumnsThereAreWhenTheKeyIsNoneOfThem() {
        assertThatThrownBy(() -> read("a,b\n1,2", "c"))
                .hasMessage("in.csv, line 1: names no column 'c', which --key asks for; the columns are a, b");
    }

    @Test
    void shouldRefuseWhatIsNotText() {
        // Given
        byte[] bytes = {'a', ',', 'b', '\n', (byte) 0xC3, (byte) 0x28, '\n'};
        InputStreamReader reader =
                new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
        // When, Then
        assertThatThrownBy(() -> Rows.open(reader, "in.csv", null))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is not UTF-8 text");
    }
}
