package dev.baton.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyColumnTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | ,  | a,b,c   | a",
                "2 | ,  | a,b,c   | b",
                "3 | ,  | a,b,c   | c",
                "4 | ,  | a,b,c   |",
                "2 | ,  | a,,c    | ''",
                "1 | ,  | abc     | abc",
                "2 | :: | a::b::c | b",
                "2 | :: | a:b     |",
                "2 | ;  | ä;ö;ü   | ö"
            })
    void shouldFindTheKey(int column, String separator, String line, String key) {
        // When
        byte[] found = KeyColumn.of(column, bytes(separator)).in(bytes(line));

        // Then
        assertThat(found == null ? null : new String(found, StandardCharsets.UTF_8))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"0, x", "1, ''"})
    void shouldRefuseWhatIsNoColumn(int column, String separator) {
        assertThatThrownBy(() -> KeyColumn.of(column, bytes(separator))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
