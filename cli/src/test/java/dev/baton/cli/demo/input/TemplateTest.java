package dev.baton.cli.demo.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {

    @TempDir
    Path directory;

    private long write(String csv, long atMost) throws IOException {
        try (Rows rows = Rows.open(new StringReader(csv), "in.csv", null)) {
            return Template.write(rows, "in.csv", atMost, directory.resolve("rows"));
        }
    }

    @Test
    void shouldReplayTheRowsAgainAndAgain() throws IOException {
        // Given
        long rows = write("id,to\na,LAS\nb,DTW\n", 100);
        List<String> events = new ArrayList<>();
        // When
        try (Template template = Template.open(directory.resolve("rows"))) {
            for (int i = 0; i < 5; i++) {
                Template.Event event = template.next();
                events.add(event.key() + " " + event.columns().get("to").asText());
            }
        }
        // Then
        assertThat(rows).isEqualTo(2);
        assertThat(events).containsExactly("a LAS", "b DTW", "a LAS", "b DTW", "a LAS");
    }

    @Test
    void shouldReadNoMoreRowsThanAreNeeded() throws IOException {
        assertThat(write("id,to\na,LAS\nb,DTW\nthis row is broken\n", 2)).isEqualTo(2);
    }

    @Test
    void shouldRefuseInputWithoutRows() {
        assertThatThrownBy(() -> write("id,to\n", 2))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("in.csv: has no rows, only the names of the columns");
    }
}
