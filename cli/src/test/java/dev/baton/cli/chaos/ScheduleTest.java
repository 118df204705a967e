package dev.baton.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.chaos.Fault.Kind;
import dev.baton.cli.chaos.Round.Failback;
import dev.baton.core.RegionId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final int ROUNDS = 500;

    private static Stream<Round> rounds(long seed, boolean outages) {
        Schedule schedule = new Schedule(seed, List.of(R1, R2), outages);
        return IntStream.rangeClosed(1, ROUNDS).mapToObj(schedule::round);
    }

    @Test
    void shouldGiveTheSameRoundsForTheSameSeed() {
        assertThat(rounds(7, false)).containsExactlyElementsOf(rounds(7, false).toList());
        assertThat(rounds(7, true)).containsExactlyElementsOf(rounds(7, true).toList());
    }

    @Test
    void shouldStayAsItWasSoThatASeedOfARunMeansTheSameLater() {
        assertThat(rounds(7, false).limit(3).map(Round::describe))
                .containsExactly(
                        "kill the monitors at 0.4 s for 1.7 s",
                        "slow r1 at 0.5 s for 7.7 s",
                        "hang the processors of r1 at 0.2 s for 0.5 s, switchover to r2 at 1.2 s");
    }

    @Test
    void shouldGiveOtherRoundsForAnotherSeed() {
        // Given
        Set<String> descriptions = new HashSet<>();
        // When
        rounds(7, false).map(Round::describe).forEach(descriptions::add);
        rounds(8, false).map(Round::describe).forEach(descriptions::add);
        // Then: nothing but "switchover to r1 at ..." is so short that it comes twice now and then
        assertThat(descriptions).hasSizeGreaterThan(ROUNDS * 2 * 9 / 10);
    }

    @Test
    void shouldReachEveryKindOfFault() {
        // Given
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        // When
        rounds(1, false)
                .flatMap(round -> round.faults().stream())
                .map(Fault::kind)
                .forEach(kinds::add);
        // Then
        assertThat(kinds).isEqualTo(EnumSet.allOf(Kind.class));
    }

    @Test
    void shouldLoseOneRegionAtATimeAndHaveNoTwoFaultsOfARegionInHand() {
        rounds(3, false).forEach(round -> {
            assertThat(round.faults().stream().filter(fault -> fault.kind().losesRegion()))
                    .as(round.describe())
                    .hasSizeLessThanOrEqualTo(1);
            List<RegionId> regions = round.faults().stream()
                    .filter(fault -> fault.region() != null && fault.kind() != Kind.SWITCHOVER)
                    .map(Fault::region)
                    .toList();
            assertThat(regions).as(round.describe()).doesNotHaveDuplicates();
        });
    }

    @Test
    void shouldLoseTheRegionsInTurn() {
        // When
        List<Round> rounds = rounds(5, true).limit(40).toList();
        // Then
        for (Round round : rounds) {
            assertThat(round.faults()).hasSize(1);
            assertThat(round.faults().get(0).region()).isEqualTo(round.number() % 2 == 1 ? R1 : R2);
            assertThat(round.faults().get(0).length().toMillis()).isBetween(6_000L, 20_000L);
        }
        assertThat(rounds)
                .extracting(round -> round.faults().get(0).kind())
                .contains(Kind.KILL, Kind.FREEZE, Kind.ISOLATE);
        assertThat(rounds).extracting(Round::failback).contains(Failback.ALWAYS, Failback.UNLESS_FAILED_OVER);
    }
}
