package dev.baton.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void shouldGiveLinesWithoutTheirEnds() throws IOException {
        assertThat(lines("one\ntwo\r\n\nfour", 10)).containsExactly("one", "two", "", "four");
        assertThat(lines("", 10)).isEmpty();
        assertThat(lines("\n", 10)).containsExactly("");
    }

    @Test
    void shouldKeepNoMoreOfALineThanAllowed() throws IOException {
        assertThat(lines("12345\n1234567890\nnext\n", 5)).containsExactly("12345", "123456", "next");
    }

    @Test
    void shouldCountLinesFromOne() throws IOException {
        // Given
        LineReader reader = new LineReader(new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)), 10);

        // When
        reader.next();
        reader.next();

        // Then
        assertThat(reader.number()).isEqualTo(2);
        assertThat(reader.next()).isNull();
    }

    private static List<String> lines(String text, int max) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), max);
        List<String> lines = new ArrayList<>();
        byte[] line = reader.next();
        while (line != null) {
            lines.add(new String(line, StandardCharsets.UTF_8));
            line = reader.next();
        }
        return lines;
    }
}
