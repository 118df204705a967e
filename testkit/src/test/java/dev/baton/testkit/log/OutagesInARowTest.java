package dev.baton.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.runtime.catchup.CatchUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many outages there were, and whatever producers have given up: an episode copies what was written during its outage. */
class OutagesInARowTest extends CatchUpWorld {

    private static final int BETWEEN = 50;
    private static final int DURING = 5;

    private final Map<RegionId, CatchUp> drivers = new TreeMap<>();
    private long next = 30;

    @BeforeEach
    void bringR2Back() {
        List.of(R1, R2).forEach(region -> drivers.put(region, driver(region, "a", Long.MAX_VALUE)));
        drive(driverOf(R2));
    }

    @ParameterizedTest
    @CsvSource({"r2 r2 r2 r2", "r1 r2 r1 r2 r1 r2", "r1 r1 r2 r1 r1 r2"})
    void shouldCopyWhatOneOutageHasMissed(String inTurns) {
        for (String name : inTurns.split(" ", -1)) {
            // Given
            writeToBoth(2 * BETWEEN);
            // When
            RegionId lost = new RegionId(name);
            int copied = loseAndBringBack(lost);
            // Then
            assertThat(copied).isEqualTo(DURING);
        }
        assertWhole(next);
    }

    /** Sends fail while one region is stalled, long before another outage: these are copied too, and nothing else for their sake. */
    @ParameterizedTest
    @CsvSource({"r2 r2 r2 r2", "r1 r2 r1 r2 r1 r2", "r1 r1 r2 r1 r1 r2"})
    void shouldCopyNoMoreBecauseSendsHadFailed(String inTurns) {
        for (String name : inTurns.split(" ", -1)) {
            // Given
            RegionId lost = new RegionId(name);
            writeToBoth(BETWEEN);
            giveUpAllBut(lost, 3);
            writeToBoth(BETWEEN);
            agentsLookOnceMore();
            // When
            int copied = loseAndBringBack(lost);
            // Then
            assertThat(copied).isLessThanOrEqualTo(DURING + 3 + 3); // with those of the outage before
        }
        assertThat(delivered(r1)).containsExactlyInAnyOrderElementsOf(delivered(r2));
        assertThat(delivered(r1)).hasSize((int) next);
    }

    /** Only when the region was known to be IN_SYNC later on: without that it might have been acknowledged by the other alone. */
    @Test
    void shouldCopyEverythingFromASendThatMayHaveBeenAcknowledged() {
        // Given
        agentsLookOnceMore();
        writeToBoth(BETWEEN);
        giveUpAllBut(R2, 1);
        writeToBoth(BETWEEN);
        // When
        int copied = loseAndBringBack(R2);
        // Then
        assertThat(copied).isEqualTo(1 + BETWEEN + DURING);
        assertWhole(next);
    }

    /** What was written to r2 after it was demoted tells nothing about what was given up. */
    @Test
    void shouldNoteNothingWhileARegionIsNotInSync() {
        // Given
        agentsLookOnceMore();
        change((token, by) -> token.demote(R2, by));
        long noted = journals.read(R2).log(LOG).inSyncUntil();
        // When
        r1.append(LOG, P, next++); // acknowledged without r2
        until(driverOf(R2), () -> token().sync(R2) == Sync.CATCHING_UP);
        writeToBoth(BETWEEN);
        drive(driverOf(R2));
        // Then
        assertThat(noted).isEqualTo(31);
        assertThat(r2.written(LOG).stream().filter(each -> each.episode() == 2)).hasSize(1 + BETWEEN);
        assertWhole(next);
    }

    /** Two agents of which one has slept: it has seen where the log ends, and the region was lost before it noted that. */
    @Test
    void shouldNotNoteAnEndOfALogWhoseRegionWasLostMeanwhile() {
        // Given
        agentsLookOnceMore();
        long noted = journals.read(R2).log(LOG).inSyncUntil();
        writeToBoth(BETWEEN);
        // When
        nanos += Duration.ofSeconds(11).toNanos();
        callsLeft = 0; // the region is asked for its ends
        onCall = () -> change((token, by) -> token.demote(R2, by));
        step(driverOf(R2));
        // Then
        assertThat(token().sync(R2)).isEqualTo(Sync.OUT);
        assertThat(journals.read(R2).log(LOG).inSyncUntil()).isEqualTo(noted);
    }

    private CatchUp driverOf(RegionId region) {
        CatchUp driver = drivers.get(region);
        assertThat(driver).isNotNull();
        return driver;
    }

    private InMemoryRegionLogs logs(RegionId region) {
        return region.equals(R1) ? r1 : r2;
    }

    private static RegionId other(RegionId region) {
        return region.equals(R1) ? R2 : R1;
    }

    private void writeToBoth(int events) {
        direct(next, next + events);
        next += events;
    }

    private void giveUpAllBut(RegionId stalled, int events) {
        LongStream.range(next, next + events)
                .forEach(sequence -> logs(other(stalled)).append(LOG, P, sequence));
        next += events;
    }

    private void agentsLookOnceMore() {
        nanos += Duration.ofSeconds(11).toNanos();
        drivers.values().forEach(this::step);
    }

    /** Returns how many events were copied. */
    private int loseAndBringBack(RegionId lost) {
        RegionId kept = other(lost);
        if (token().active().equals(lost)) {
            change((token, by) -> token.beginHandover(kept, by));
            change((token, by) -> token.completeHandover(kept, by));
        }
        change((token, by) -> token.demote(lost, by));
        giveUpAllBut(lost, DURING); // and the other's acknowledgement is enough
        CatchUp driver = driverOf(lost);
        until(driver, () -> journals.read(lost).log(LOG).checkpoint() != null);
        writeToBoth(10); // behind the end of the source that the episode goes up to
        until(driver, () -> token().sync(lost) == Sync.IN_SYNC);
        long episode = token().episode(lost);
        return (int) logs(lost).written(LOG).stream()
                .filter(each -> each.episode() == episode)
                .count();
    }
}
