package dev.baton.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.RegionReport;
import dev.baton.kafka.survey.Report;
import dev.baton.kafka.survey.Witnesses;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.RegionFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ShortfallTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit AUDIT = new Audit("a test", "a test", Instant.EPOCH, "w");
    private static final ProbeResult SERVES = new ProbeResult.Ok(List.of());
    private static final ProbeResult FAILS = new ProbeResult.Failed(List.of(), "connect", "refused");

    private final Token out = Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), AUDIT)
            .demote(R2, AUDIT)
            .fold(next -> next, ShortfallTest::illegal);
    private final Token catchingUp = out.beginCatchUp(R2, AUDIT).fold(next -> next, ShortfallTest::illegal);

    private static Token illegal(Object refused) {
        throw new AssertionError(refused);
    }

    @Test
    void shouldTellByEventIdPerStreamAndPartition() {
        // When
        String told = shortfall(out, SERVES, SERVES, RegionJournal.empty(R2), other -> missing(300, 0, 934));

        // Then
        assertThat(told)
                .isEqualTo(
                        "acknowledged events that only other regions have would be missing in r2: by event id, of what r1 has "
                                + "1,234 of stream flights (partition 0: 300, partition 2: 934)");
    }

    @Test
    void shouldSayThatNothingIsMissing() {
        // When
        String told = shortfall(out, SERVES, SERVES, RegionJournal.empty(R2), other -> missing(0, 0, 0));

        // Then
        assertThat(told).endsWith("by event id, of what r1 has nothing is missing");
    }

    @Test
    void shouldTellByLengthIfIdsCannotBeCompared() {
        // When
        String told = shortfall(
                out, SERVES, SERVES, RegionJournal.empty(R2), other -> new Answer.Silent<>("it took too long"));

        // Then
        assertThat(told)
                .endsWith("by the lengths of the logs, of stream flights about 1,000 (r1 has 20,000 records, r2 19,000)"
                        + " (event ids could not be compared: it took too long)");
    }

    @Test
    void shouldTellWhatIsKnownOfARegionThatDoesNotAnswer() {
        // When
        String told = shortfall(out, FAILS, SERVES, RegionJournal.empty(R2), ShortfallTest::notAsked);

        // Then
        assertThat(told)
                .contains("how many cannot be told, as r1 does not answer")
                .contains("all that was acknowledged since r2 was given up, 1970-01-01");
    }

    @Test
    void shouldTellWhatACatchUpHadYetToLookAtAndThatOrderIsLost() {
        // Given
        TreeMap<LogId, LogJournal> logs = new TreeMap<>();
        logs.put(
                new LogId("flights", 0),
                LogJournal.EMPTY.with(new Checkpoint(0, 0, 500, 100, Map.of(), Map.of(), 1, 1)));
        logs.put(
                new LogId("flights", 1),
                LogJournal.EMPTY.with(new Checkpoint(0, 0, 500, 500, Map.of(), Map.of(), 1, 1)));
        RegionJournal journal = new RegionJournal(R2, 1, "owner", R1, 0, "", logs);

        // When
        String told = shortfall(catchingUp, FAILS, SERVES, journal, ShortfallTest::notAsked);

        // Then
        assertThat(told)
                .contains("its catch-up had yet to look at this much of r1: 400 of stream flights (partition 0: 400)")
                .endsWith("they are missing in the middle of its log, and order is lost there");
    }

    private static Answer<Findings> notAsked(RegionId region) {
        throw new AssertionError(region + " does not answer, so it is not compared");
    }

    private static String shortfall(
            Token token,
            ProbeResult r1,
            ProbeResult r2,
            RegionJournal journal,
            Function<RegionId, Answer<Findings>> comparison) {
        TreeMap<RegionId, RegionReport> regions = new TreeMap<>();
        regions.put(R1, region(r1, RegionJournal.empty(R1), 20_000));
        regions.put(R2, region(r2, journal, 19_000));
        return new Shortfall(
                        R2,
                        token,
                        new Report(new Answer.Told<>(token), regions, new Answer.Told<>(Witnesses.NONE)),
                        comparison)
                .describe();
    }

    private static RegionReport region(ProbeResult probe, RegionJournal journal, long end) {
        TreeMap<String, LogReport> logs = new TreeMap<>(Map.of("flights", new LogReport(3, end, new TreeMap<>())));
        return new RegionReport(
                probe,
                new Answer.Told<>(List.of()),
                new Answer.Told<>(journal),
                probe == FAILS ? new Answer.Silent<>("no answer") : new Answer.Told<>(logs));
    }

    private static Answer<Findings> missing(long... inR2) {
        TreeMap<LogId, Findings.Log> logs = new TreeMap<>();
        for (int partition = 0; partition < inR2.length; partition++) {
            TreeMap<RegionId, RegionFindings> regions = new TreeMap<>();
            regions.put(R1, new RegionFindings(1_000, 0, 0, 0, 0, 0, List.of()));
            regions.put(R2, new RegionFindings(1_000 - inR2[partition], inR2[partition], 0, 0, 0, 0, List.of()));
            logs.put(new LogId("flights", partition), new Findings.Log(1_000, regions));
        }
        return new Answer.Told<>(new Findings(logs));
    }
}
