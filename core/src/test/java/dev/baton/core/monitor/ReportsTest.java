package dev.baton.core.monitor;

import static dev.baton.core.monitor.MonitorVocabulary.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How old a report can be, on the reader's own clock alone. */
class ReportsTest {

    private static final Duration VALID_FOR = Duration.ofSeconds(6);

    @Test
    void shouldNotTrustTheFirstReportOfAnybodySinceItMayBeOld() {
        // Given
        Reports reports = Reports.NONE.heard(report("a", 7), seconds(10));
        // When, Then
        assertThat(reports.fresh("witness", VALID_FOR, seconds(10))).isEmpty();
        assertThat(reports.newest("witness")).contains(report("a", 7));
    }

    @Test
    void shouldCountTheAgeFromTheLastReadingThatGaveAnOlderReport() {
        // Given
        Reports reports = Reports.NONE
                .heard(report("a", 7), seconds(10))
                .heard(report("a", 7), seconds(11))
                .heard(report("a", 8), seconds(12))
                .heard(report("a", 8), seconds(16));
        // When, Then
        assertThat(reports.fresh("witness", VALID_FOR, seconds(17))).contains(report("a", 8));
        assertThat(reports.fresh("witness", VALID_FOR, seconds(17) + 1)).isEmpty();
    }

    @Test
    void shouldNotTakeAReportForNewThatWasMadeSomeTimeWhileNobodyLooked() {
        // Given a reader that was cut off from the store for a minute
        Reports reports = Reports.NONE.heard(report("a", 7), seconds(10)).heard(report("a", 8), seconds(70));
        // When, Then
        assertThat(reports.fresh("witness", VALID_FOR, seconds(70))).isEmpty();
    }

    @Test
    void shouldTakeARestartForANewReportAlthoughItsCountIsLower() {
        // Given
        Reports reports = Reports.NONE.heard(report("a", 7), seconds(10)).heard(report("b", 1), seconds(11));
        // When, Then
        assertThat(reports.fresh("witness", VALID_FOR, seconds(12))).contains(report("b", 1));
    }

    @Test
    void shouldForgetWhoIsNotWanted() {
        // Given
        Reports reports = Reports.NONE.heard(report("a", 7), seconds(10));
        // When, Then
        assertThat(reports.only(List.of("r1")).reporters()).isEmpty();
        assertThat(reports.only(List.of("witness")).reporters()).containsExactly("witness");
    }

    private static Report report(String run, long count) {
        return new Report("witness", run, count, new TreeMap<>());
    }
}
