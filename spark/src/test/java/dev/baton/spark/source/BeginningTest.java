package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Part;
import dev.baton.testkit.log.InMemoryRegionLogs;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class BeginningTest {

    private static final Home HOME = new Home("r1", "totals", "flights");
    private static final LogId FLIGHTS = new LogId("flights", 0);
    private static final long TERM = 9;

    private final RegionLogs logs = new InMemoryRegionLogs(new RegionId("r1"), List.of(FLIGHTS), () -> {});

    private static Beginning beginning(boolean hasProgress, String... options) {
        Map<String, String> all =
                new TreeMap<>(Map.of("config", "baton.yaml", "region", "r1", "group", "totals", "stream", "flights"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new Beginning(SourceOptions.of(new CaseInsensitiveStringMap(all)), HOME, hasProgress);
    }

    private static BatchOffset batch(Home home, long resume) {
        return batch(home, TERM - 2, resume);
    }

    private static BatchOffset batch(Home home, long term, long resume) {
        return BatchOffset.beginning(home)
                .next(home, term, new TreeMap<>(Map.of(FLIGHTS, new Part(resume, resume, resume + 100))));
    }

    private long begin(Beginning beginning, BatchOffset before) {
        SortedMap<LogId, Extent> extents = new TreeMap<>(Map.of(FLIGHTS, new Extent(10, 500)));
        return beginning.offsets(before, TERM, logs, extents).get(FLIGHTS);
    }

    @Test
    void shouldReadTheLastBatchOfAnEarlierTermAgain() {
        assertThat(begin(beginning(true), batch(HOME, 200))).isEqualTo(200);
    }

    @Test
    void shouldNotUseTheCheckpointOfAnotherRegion() {
        assertThat(begin(beginning(true), batch(new Home("r2", "totals", "flights"), 200)))
                .isEqualTo(10);
    }

    @Test
    void shouldStartWhereAskedOnlyIfTheGroupHasNoProgress() {
        assertThat(begin(beginning(false, "startingAt", "latest"), BatchOffset.beginning(HOME)))
                .isEqualTo(500);
        assertThat(begin(beginning(true, "startingAt", "latest"), BatchOffset.beginning(HOME)))
                .isEqualTo(10);
    }

    @Test
    void shouldReadALogFromItsStartThatEndsBeforeTheCheckpoint() {
        assertThat(begin(beginning(true), batch(HOME, 501))).isEqualTo(10);
    }

    @Test
    void shouldRefuseToPassOverWhatRetentionHasDeletedInItsTermUnlessToldTo() {
        // Given
        BatchOffset before = batch(HOME, TERM, 5);
        // When, then
        assertThatThrownBy(() -> begin(beginning(true), before))
                .isInstanceOf(EventsExpiredException.class)
                .hasMessageContaining("offsets 5 to 9 are gone")
                .hasMessageContaining("'expired' to skip");
        assertThat(begin(beginning(true, "expired", "skip"), before)).isEqualTo(10);
    }

    @Test
    void shouldNotStopAFailoverForWhatAnotherRegionIsLikelyToHaveProcessed() {
        // Given
        BatchOffset before = batch(HOME, 5);
        // When, then
        assertThat(begin(beginning(true), before)).isEqualTo(10);
        assertThatThrownBy(() -> begin(beginning(false), before)).isInstanceOf(EventsExpiredException.class);
    }
}
