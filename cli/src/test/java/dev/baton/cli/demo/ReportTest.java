package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.demo.stage.Processors;
import dev.baton.runtime.config.HandoverMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ReportTest {

    private static final DemoPlan PLAN = new DemoPlan(
            100,
            Duration.ofSeconds(5),
            new Script(List.of()),
            null,
            null,
            1,
            Processors.of(1),
            HandoverMode.WAIT,
            Path.of("d"),
            null,
            null,
            false,
            false,
            false,
            new TreeSet<>());

    @Test
    void shouldWriteTheNamesThatProgramsRelyOn() throws IOException {
        // When
        JsonNode json = new ObjectMapper()
                .readTree(ReportJson.write(PLAN, Runs.failover().report()));
        // Then
        assertThat(json.get("ok").asBoolean()).isTrue();
        for (String name : List.of("produced", "acked", "applied")) {
            assertThat(json.get(name).asLong()).as(name).isEqualTo(300);
        }
        for (String name : List.of("failed", "lost", "duplicates", "reordered", "phantoms")) {
            assertThat(json.get(name).isIntegralNumber()).as(name).isTrue();
            assertThat(json.get(name).asLong()).as(name).isZero();
        }
        assertThat(json.at("/failover/detectMillis").asLong()).isEqualTo(1_200);
        assertThat(json.at("/failover/rtoMillis").asLong()).isEqualTo(2_005);
        assertThat(json.at("/switchover/pauseMillis").isNull()).isTrue();
        assertThat(json.at("/failback/pauseMillis").isNull()).isTrue();
        assertThat(json.at("/catchUp").isEmpty()).isTrue();
        assertThat(json.at("/producerStallMillis").asLong()).isEqualTo(2_010);
        assertThat(json.at("/regions/r1/reachable").asBoolean()).isFalse();
        assertThat(json.at("/regions/r1/missing").isNull()).isTrue();
        assertThat(json.at("/regions/r2/events").asLong()).isEqualTo(300);
        assertThat(json.at("/peakMemoryMiB").asLong()).isEqualTo(100);
    }

    @Test
    void shouldTellHowARegionCameBack() throws IOException {
        // Given
        Report report = Runs.failback().compared(0, 7, 0).report();
        // When
        JsonNode json = new ObjectMapper().readTree(ReportJson.write(PLAN, report));
        List<String> lines = ReportText.lines(report, Ansi.OFF);
        // Then
        assertThat(json.at("/catchUp/0/region").asText()).isEqualTo("r1");
        assertThat(json.at("/catchUp/0/restoredAtMillis").asLong()).isEqualTo(5_000);
        assertThat(json.at("/catchUp/0/copied").asLong()).isEqualTo(400);
        assertThat(json.at("/catchUp/0/inSyncMillis").asLong()).isEqualTo(4_000);
        assertThat(json.at("/failback/pauseMillis").asLong()).isEqualTo(160);
        assertThat(json.at("/regions/r1/missing").asLong()).isZero();
        assertThat(json.at("/regions/r1/onlyHere").asLong()).isZero();
        assertThat(json.at("/verify/same").asBoolean()).isTrue();
        assertThat(json.at("/verify/r1/missing").asLong()).isZero();
        assertThat(json.at("/verify/r1/repeated").asLong()).isEqualTo(7);
        assertThat(lines)
                .contains("  restore r1 at 5.0 s")
                .contains(
                        "    caught up          4,000 ms   until it was IN_SYNC again; 400 events were copied into its log")
                .contains("  failback               160 ms   longest gap between effects around it");
    }

    @Test
    void shouldSayInPlainWordsThatAllWentWell() {
        // When
        List<String> lines = ReportText.lines(Runs.failover().report(), Ansi.OFF);
        // Then
        assertThat(lines)
                .contains("  lost                        0   acknowledged, and without an effect")
                .contains("    taken over         2,005 ms   until another region applied its first event")
                .endsWith("Nothing was lost, nothing was repeated, and every partition kept its order.");
    }

    @Test
    void shouldSayWhatWentWrong() {
        // Given
        Runs run = Runs.failover();
        run.rows.remove(0);
        // When
        List<String> lines = ReportText.lines(run.report(), Ansi.OFF);
        // Then
        assertThat(lines)
                .endsWith("This did not go as promised:", "  - 1 acknowledged events were lost (lost), such as e-0");
    }
}
