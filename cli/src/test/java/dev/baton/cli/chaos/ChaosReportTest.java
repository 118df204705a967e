package dev.baton.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.RegionFindings;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.HistoryChecker;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Events 0 to 9 were acknowledged, 10 to 12 were not. */
class ChaosReportTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final long[] ACKNOWLEDGED = LongStream.range(0, 10).toArray();

    private final SortedMap<RegionId, Judgement> logs = new TreeMap<>(Map.of(R1, having(ACKNOWLEDGED)));

    private static Judgement having(long... numbers) {
        List<LedgerEntry> ledger = LongStream.range(0, 13)
                .mapToObj(number ->
                        new LedgerEntry(event(number), 0, number < 10 ? Outcome.ACKED : Outcome.FAILED, number, number))
                .toList();
        return HistoryChecker.judge(
                ledger,
                LongStream.of(numbers)
                        .mapToObj(number -> new Applied(event(number), 0, "r1", 1, 100))
                        .toList());
    }

    private static EventName event(long number) {
        return new EventName("p", number);
    }

    /** As verify sees it, which cannot know what was acknowledged: r2 lacks three events and has one that is late. */
    private ChaosReport report() {
        SortedMap<RegionId, RegionFindings> regions = new TreeMap<>(Map.of(
                R1, new RegionFindings(20, 0, 7, 0, 0, 0, List.of()),
                R2, new RegionFindings(12, 3, 0, 1, 0, 0, List.of())));
        Findings verify = new Findings(new TreeMap<>(Map.of(new LogId("chaos", 0), new Findings.Log(10, regions))));
        return new ChaosReport(
                new Schedule(1, List.of(R1, R2), false),
                Duration.ofMinutes(1),
                List.of(),
                having(ACKNOWLEDGED),
                logs,
                Optional.of(verify),
                List.of());
    }

    @Test
    void shouldNotMindThatSendsWhichFailedAreInOneLogOnlyOrLate() throws JsonProcessingException {
        // Given
        logs.put(R2, having(0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 9, 11));
        // When
        ChaosReport report = report();
        // Then
        assertThat(report.isOk()).isTrue();
        assertThat(report.lines())
                .contains("log of r1: 10 events, 0 of them never acknowledged; no other is missing or out of order")
                .contains("log of r2: 12 events, 2 of them never acknowledged; no other is missing or out of order")
                .contains("verify of r2: 12 records, 0 repeated, 3 missing, 1 out of order");
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/logs/r2/unacknowledged").asLong()).isEqualTo(2);
        assertThat(json.at("/logs/r2/verdicts/lost").asLong(-1)).isZero();
    }

    @Test
    void shouldFindAcknowledgedEventsThatALogLacksOrHasOutOfOrder() {
        // Given
        logs.put(R2, having(0, 1, 2, 4, 3, 5, 6, 7, 8, 10));
        // When
        ChaosReport report = report();
        // Then
        assertThat(report.isOk()).isFalse();
        assertThat(report.complaints())
                .containsExactly(
                        "in the log of r2: 1 acknowledged events were lost (lost), such as p-9",
                        "in the log of r2: 1 events took effect out of order (reordered), such as p-3");
    }

    @Test
    void shouldNotBelieveInALogThatWasNotRead() {
        assertThat(report().complaints()).containsExactly("the log of r2 could not be read");
    }
}
