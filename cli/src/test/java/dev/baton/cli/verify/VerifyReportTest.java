package dev.baton.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Gap;
import dev.baton.runtime.verify.RegionFindings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerifyReportTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final RegionFindings WHOLE = new RegionFindings(1_000, 0, 0, 0, 0, 0, List.of());
    private static final Findings SAME =
            new Findings(new TreeMap<>(Map.of(new LogId("flights", 0), log(1_000, WHOLE, WHOLE))));
    private static final Findings DIFFERENT = new Findings(new TreeMap<>(Map.of(
            new LogId("flights", 0),
            log(1_000, WHOLE, WHOLE),
            new LogId("flights", 1),
            log(
                    7,
                    new RegionFindings(12, 0, 1, 0, 1, 2, List.of()),
                    new RegionFindings(7, 3, 0, 2, 0, 0, List.of(new Gap(255, 4, 6), new Gap(255, 8, 9)))))));

    private static Findings.Log log(long common, RegionFindings r1, RegionFindings r2) {
        return new Findings.Log(common, new TreeMap<>(Map.of(R1, r1, R2, r2)));
    }

    @Test
    void shouldShowALineForEachLogInEachRegionAndTheSum() {
        // When
        String text = text(DIFFERENT);

        // Then
        assertThat(text.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .startsWith(
                        "stream partition region records in all missing repeated out of order without id",
                        "flights 0 r1 1,000 1,000 0 0 0 0",
                        "r2 1,000 1,000 0 0 0 0",
                        "flights 1 r1 12 7 0 1 0 1",
                        "r2 7 7 3 0 2 0",
                        "sum r1 1,012 1,007 0 1 0 1",
                        "r2 1,007 1,007 3 0 2 0");
        assertThat(text)
                .contains("r2 lacks of flights-1: producer 00000000000000ff, sequences 4 to 5")
                .contains("r2 lacks of flights-1: producer 00000000000000ff, sequence 8")
                .contains("2 records not judged")
                .contains("One whose send failed, with a timeout say, may be in one region only or come late")
                .doesNotContain("same:");
        assertThat(VerifyText.differences(DIFFERENT)).isEqualTo("r2 lacks 3 events, r2 has 2 events out of order");
    }

    @Test
    void shouldSayThatTheRegionsAreTheSame() {
        // When
        String text = text(SAME);

        // Then
        assertThat(text).endsWith("same: r1, r2 hold the same 1,000 events, in order for each producer");
    }

    @Test
    void shouldTellProgramsTheSame() {
        // When
        var same = VerifyJson.of(SAME, null);
        var different = VerifyJson.of(DIFFERENT, Instant.EPOCH);

        // Then
        assertThat(same.at("/same").asBoolean()).isTrue();
        assertThat(same.at("/since").isNull()).isTrue();
        assertThat(different.at("/same").asBoolean()).isFalse();
        assertThat(different.at("/since").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(different.at("/sum/common").asLong()).isEqualTo(1_007);
        assertThat(different.at("/sum/regions/r2/missing").asLong()).isEqualTo(3);
        assertThat(different.at("/logs/1/partition").asInt()).isEqualTo(1);
        assertThat(different.at("/logs/1/regions/r1/withoutId").asLong()).isEqualTo(1);
        assertThat(different.at("/logs/1/regions/r2/gaps/0/producer").asText()).isEqualTo("00000000000000ff");
        assertThat(different.at("/logs/1/regions/r2/gaps/0/to").asLong()).isEqualTo(6);
    }

    private static String text(Findings findings) {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream(), false);
        return new VerifyText(terminal).of(findings);
    }
}
