package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.spark.Applied;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Known;
import dev.baton.spark.source.BatchOffset.Part;
import dev.baton.testkit.log.InMemoryRegionLogs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class BeginningTest {

    private static final Home HOME = new Home("r1", "totals", "flights", "topic-1");
    private static final LogId FLIGHTS = new LogId("flights", 0);
    private static final long TERM = 9;
    private static final long STARTED = 20;

    private final RegionLogs logs = new InMemoryRegionLogs(new RegionId("r1"), List.of(FLIGHTS), () -> {});

    private static Beginning beginning(boolean hasProgress, String... options) {
        Map<String, String> all =
                new TreeMap<>(Map.of("config", "baton.yaml", "region", "r1", "group", "totals", "stream", "flights"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        InMemoryFrontierStore sink = new InMemoryFrontierStore();
        if (hasProgress) {
            sink.stored.addRange(7, 0, 20);
        }
        Lookout nobody = new Lookout(log -> Optional.empty(), Runnable::run, () -> 0);
        Frontiers frontiers = new Frontiers(sink, nobody);
        frontiers.claim(new TreeSet<>(Set.of(FLIGHTS)), new Term(TERM));
        return new Beginning(SourceOptions.of(new CaseInsensitiveStringMap(all)).forQuery(), HOME, frontiers, STARTED);
    }

    private static BatchOffset batch(Home home, long resume) {
        return batch(home, TERM - 2, resume);
    }

    private static BatchOffset batch(Home home, long term, long resume) {
        return batch(home, term, resume, new Known(0, Applied.NOTHING));
    }

    private static BatchOffset batch(Home home, long term, long resume, Known known) {
        return BatchOffset.beginning(home)
                .next(home, term, new TreeMap<>(Map.of(FLIGHTS, new Part(resume, resume, resume + 100, known))));
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
        assertThat(begin(beginning(true), batch(new Home("r2", "totals", "flights", "topic-1"), 200)))
                .isEqualTo(10);
    }

    @Test
    void shouldNotUseACheckpointOfATopicThatWasMadeAnewSince() {
        assertThat(begin(beginning(true), batch(new Home("r1", "totals", "flights", "topic-0"), 200)))
                .isEqualTo(10);
    }

    @Test
    void shouldStartAtTheTimeThatWasAskedInWhateverRegionItIs() {
        // Given
        String time = Instant.ofEpochMilli(17).toString();
        // When, then
        assertThat(begin(beginning(false, "startingAt", time), BatchOffset.beginning(HOME)))
                .isEqualTo(17);
        assertThat(begin(beginning(true, "startingAt", time), BatchOffset.beginning(HOME)))
                .isEqualTo(17);
        BatchOffset aheadOfTheSink = batch(HOME, TERM, 200, new Known(0, new Applied(0, 21)));
        assertThat(begin(beginning(true, "startingAt", time), aheadOfTheSink)).isEqualTo(17);
    }

    @Test
    void shouldRefuseToStartAtATimeOfEachStartOnceTheGroupHasProgress() {
        // Given
        String now = Instant.ofEpochMilli(STARTED + 1).toString();
        // When, then
        assertThat(begin(beginning(false, "startingAt", now), BatchOffset.beginning(HOME)))
                .isEqualTo(STARTED + 1);
        assertThatThrownBy(() -> begin(beginning(true, "startingAt", now), BatchOffset.beginning(HOME)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("once and for all");
    }

    @Test
    void shouldStartAtTheEndOnlyIfTheQueryHasNotBegun() {
        // Given
        BatchOffset begun = BatchOffset.beginning(HOME).next(HOME, TERM, new TreeMap<>());
        BatchOffset ofAnotherTopic = batch(new Home("r1", "totals", "flights", ""), 200);
        // When, then
        assertThat(begin(beginning(false, "startingAt", "latest"), BatchOffset.beginning(HOME)))
                .isEqualTo(500);
        assertThat(begin(beginning(false, "startingAt", "latest"), begun)).isEqualTo(10);
        assertThat(begin(beginning(false, "startingAt", "latest"), ofAnotherTopic))
                .isEqualTo(10);
    }

    @Test
    void shouldRefuseToStartAtTheEndWhereASinkTellsWhatHasTakenEffect() {
        assertThatThrownBy(() -> beginning(false, "startingAt", "latest", "url", "jdbc:postgresql://db/app"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("the time at which the group begins");
    }

    @Test
    void shouldReadAllAgainWhereTheSinkWasPutBackToAnEarlierState() {
        assertThat(begin(beginning(true), batch(HOME, TERM, 200, new Known(500, new Applied(0, 20)))))
                .isEqualTo(200);
        assertThat(begin(beginning(true), batch(HOME, TERM, 200, new Known(500, new Applied(0, 21)))))
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

    @Test
    void shouldNotStopAQueryThatRetentionOvertakesWhileItReadsWhatWasThereWhenItsTermBegan() {
        // Given
        Known thatMuch = new Known(10, new Applied(0, 20));
        // When, then
        assertThat(begin(beginning(true), batch(HOME, TERM, 5, thatMuch))).isEqualTo(10);
        assertThatThrownBy(() -> begin(beginning(true), batch(HOME, TERM, 5, new Known(9, new Applied(0, 20)))))
                .isInstanceOf(EventsExpiredException.class);
    }
}
