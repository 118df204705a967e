package dev.baton.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorStateTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit ALICE = new Audit("drill", "alice", Instant.EPOCH, "a");
    private static final Audit MONITOR = new Audit("r1 is down", "monitor@r2", Instant.EPOCH, "m");
    private static final Audit MONITOR_FOR_ALICE = new Audit("drill", "alice via monitor@r2", Instant.EPOCH, "am");
    private static final Token REST = Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(1), ALICE);

    @Test
    void shouldCountAnAutomaticSwitchWhetherOrNotItsBeginningWasSeen() {
        // Given
        Token begun = legal(REST.beginHandover(R2, MONITOR));
        Token done = legal(begun.completeHandover(R2, MONITOR));
        // When
        MonitorState sawAll = initial().saw(REST, 0).saw(begun, 1).saw(done, 2);
        MonitorState sawEnds = initial().saw(REST, 0).saw(done, 2);
        // Then
        assertThat(sawAll.switchesOfTheDay(2)).isEqualTo(1);
        assertThat(sawEnds.switchesOfTheDay(2)).isEqualTo(1);
        assertThat(sawEnds.sinceSwitch(5)).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void shouldNotCountAnOperatorsSwitch() {
        // Given
        Token begun = legal(REST.beginHandover(R2, ALICE));
        Token done = legal(begun.completeHandover(R2, MONITOR_FOR_ALICE));
        // When
        MonitorState sawAll = initial().saw(REST, 0).saw(begun, 1).saw(done, 2);
        MonitorState sawEnds = initial().saw(REST, 0).saw(done, 2);
        // Then
        assertThat(sawAll.switchesOfTheDay(2)).isZero();
        assertThat(sawEnds.switchesOfTheDay(2)).isZero();
        assertThat(sawEnds.sinceSwitch(5)).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void shouldTakeSwitchesThatItDidNotSeeForAutomatic() {
        // Given two switches by an operator between two looks at the token
        Token there = legal(legal(REST.beginHandover(R2, ALICE)).completeHandover(R2, ALICE));
        Token back = legal(legal(there.beginHandover(R1, ALICE)).completeHandover(R1, ALICE));
        // When
        MonitorState state = initial().saw(REST, 0).saw(back, 1);
        // Then
        assertThat(state.switchesOfTheDay(1)).isEqualTo(2);
    }

    /** An abort, and the end of a catch-up in place, whether or not the beginning was seen. */
    @Test
    void shouldNotTakeTheEndOfAHandoverThatLeftTheBatonForASwitch() {
        // Given
        Token begun = legal(REST.beginHandover(R2, MONITOR));
        Token aborted = legal(begun.abortHandover(MONITOR));
        Token away = legal(legal(REST.demote(R1, MONITOR)).beginHandover(R1, MONITOR));
        Token whole = legal(legal(away.beginCatchUp(R1, MONITOR)).promote(R1, 1, MONITOR));
        Token inPlace = legal(whole.completeHandover(R1, MONITOR));
        // When
        List<MonitorState> states = List.of(
                initial().saw(REST, 0).saw(begun, 1).saw(aborted, 2),
                initial().saw(REST, 0).saw(aborted, 2),
                initial().saw(REST, 0).saw(away, 1).saw(inPlace, 2),
                initial().saw(REST, 0).saw(inPlace, 2));
        // Then
        assertThat(states).allSatisfy(state -> {
            assertThat(state.switchesOfTheDay(2)).isZero();
            assertThat(state.sinceSwitch(2)).isEqualTo(Duration.ofDays(1));
        });
    }

    @Test
    void shouldForgetSwitchesAfterADay() {
        // Given
        Token done = legal(legal(REST.beginHandover(R2, MONITOR)).completeHandover(R2, MONITOR));
        MonitorState state = initial().saw(REST, 0).saw(done, 0);
        // When, Then
        assertThat(state.switchesOfTheDay(Duration.ofDays(1).toNanos() - 1)).isEqualTo(1);
        assertThat(state.switchesOfTheDay(Duration.ofDays(1).toNanos())).isZero();
    }

    @Test
    void shouldNotTakeTheFirstTokenItSeesForASwitch() {
        // Given
        Token done = legal(legal(REST.beginHandover(R2, MONITOR)).completeHandover(R2, MONITOR));
        // When
        MonitorState state = initial().saw(done, 0);
        // Then
        assertThat(state.switchesOfTheDay(0)).isZero();
        assertThat(state.sinceSwitch(0)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void shouldKeepTheInstantAtWhichAVersionWasFirstSeen() {
        // When
        MonitorState state = initial().saw(REST, 7).saw(REST, 9);
        // Then
        assertThat(state.sighting().firstSeenNanos()).isEqualTo(7);
    }

    @Test
    void shouldKnowNoHealthOfARegionThatWasNeverProbed() {
        assertThat(initial().health(R1)).isEqualTo(Health.UNKNOWN);
    }

    private static MonitorState initial() {
        return MonitorState.initial();
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.rule() + ": " + refused.why());
        });
    }
}
