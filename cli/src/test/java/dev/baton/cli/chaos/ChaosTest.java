package dev.baton.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code scripts/chaos} does. */
class ChaosTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        CommandLine chaos = new CommandLine(new ChaosCommand());
        chaos.setOut(new PrintWriter(out));
        chaos.setErr(new PrintWriter(out));
        return chaos.execute(arguments);
    }

    private JsonNode play(String... arguments) throws IOException {
        Path report = directory.resolve("report.json");
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        List.of("--max-pause=5m", "--report=" + report, "--directory=" + directory.resolve("data"))
                                .stream())
                .toArray(String[]::new);
        int status = run(all);
        assertThat(status).as("%s", out).isZero();
        return new ObjectMapper().readTree(report.toFile());
    }

    private static void assertThatNothingWasFound(JsonNode json) {
        assertThat(json.get("ok").asBoolean()).isTrue();
        assertThat(json.get("verdicts")).hasSize(8).allMatch(count -> count.asLong() == 0);
        assertThat(json.get("logs"))
                .hasSize(2)
                .allSatisfy(log -> assertThat(log.get("verdicts")).hasSize(8).allMatch(count -> count.asLong() == 0));
        assertThat(json.get("applied").asLong())
                .isGreaterThanOrEqualTo(json.get("acked").asLong());
        assertThat(json.get("acked").asLong()).isPositive();
    }

    @Test
    @Tag("chaos")
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void shouldLoseARegionAndFindNothing() throws IOException {
        // When
        JsonNode json = play("--outages=1", "--seed=3");
        // Then
        assertThatNothingWasFound(json);
        assertThat(json.get("failovers").asInt()).isPositive();
        assertThat(json.at("/results/0/rtoMillis").asLong()).isPositive();
        assertThat(json.at("/results/0/caughtUpMillis").asLong()).isPositive();
    }

    @Test
    @Tag("soak")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void shouldGoThroughAnHourOfFaultsAndFindNothing() throws IOException {
        assertThatNothingWasFound(play("--minutes=60"));
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldGoThroughTwentyOutagesInARowAndFindNothing() throws IOException {
        // When
        JsonNode json = play("--outages=20");
        // Then
        assertThatNothingWasFound(json);
        assertThat(json.get("results"))
                .hasSize(20)
                .allMatch(round -> round.get("failovers").asInt()
                                + round.get("switchovers").asInt()
                        > 0);
    }

    @Test
    void shouldPrintTheSchedule() {
        // When
        int status = run("--seed=7", "--print=2");
        // Then
        assertThat(status).isZero();
        assertThat(out.toString())
                .contains("   1  kill the monitors at 0.4 s for 1.7 s")
                .contains("   2  slow r1");
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes=0, --minutes is 0; use 1 to 1440",
        "--outages=0, --outages is 0; use 1 to 10000",
        "--rate=0, --rate is 0; use 1 to 5000",
        "--minutes=1 --outages=2, --minutes and --outages are two ways to say how long; use one of them"
    })
    void shouldRefuseNumbersThatMakeNoSense(String arguments, String message) {
        // When
        int status = run(arguments.split(" ", -1));
        // Then
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).contains(message);
    }
}
