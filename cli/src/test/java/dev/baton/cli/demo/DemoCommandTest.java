package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new DemoCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kill r3@10s | there is no such region; use one of [r1, r2]",
                "--kill r1 | 'r1' is not a region and a time, such as r1@10s",
                "--kill r1@10 | '10' is not a duration; use a whole number and a unit",
                "--kill r1@31s | the demo is over by then; use a longer --duration",
                "--restore r1@5s | nothing has happened to it by then that could be undone",
                "--rate 0 | --rate is 0; use 1 to 100000",
                "--duration 2s | --duration is 2000 ms; use at least 3 s",
                "--duration 10h | more than the judge can hold",
                "--partitions 0 | --partitions is 0; use 1 to 100",
                "--processors 6 | '6' is not 1 to 5, nor spark",
                "--processors spark | run ./baton demo --processors spark there",
                "--handover perhaps | --handover is 'perhaps'; use wait or fenced",
                "--cut-store 10s | '10s' is not two times, such as 10s-20s",
                "--report /no/such/directory/out.json | cannot be written: name a file in a directory that exists",
                "--rat 5 | Unknown option",
                "--kill r1@10s --failback | add --restore r1@TIME after the last loss of it",
                "--kill r2@5s --restore r2@10s --failback | r1 must be back",
                "--kill r1@5s --restore r1@9s --kill r1@12s --failback | r1 must be back",
            })
    void shouldRefuseWhatMakesNoSense(String arguments, String message) {
        // When
        int status = run(arguments.split(" "));
        // Then
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains(message);
    }

    @Test
    void shouldRefuseADirectoryThatIsNotEmpty() throws IOException {
        // Given
        Files.createFile(directory.resolve("mine"));
        // When
        int status = run("--directory", directory.toString());
        // Then
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains("is not empty; name a new or an empty one");
    }

    @Test
    void shouldSayWhichLineOfTheInputIsWrongBeforeItStartsAnything() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("in.csv"), "a,b\n1\n");
        Path data = directory.resolve("data");
        // When
        int status = run("--input", input.toString(), "--directory", data.toString());
        // Then
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains("in.csv, line 2: has 1 fields, but the first line names 2 columns: a, b");
        try (Stream<Path> started = Files.list(data)) {
            assertThat(started.map(path -> path.getFileName().toString())).doesNotContain("database");
        }
    }

    @Test
    void shouldSayThatTheInputDoesNotExist() {
        // When
        int status = run("--input", directory.resolve("nothing.csv").toString());
        // Then
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains("nothing.csv").contains("does not exist");
    }
}
