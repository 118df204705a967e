package dev.baton.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.chaos.Fault.Kind;
import dev.baton.cli.chaos.Round.Failback;
import dev.baton.cli.chaos.RoundResult.Counts;
import dev.baton.cli.chaos.RoundResult.Times;
import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundResultTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit AUDIT = new Audit("a test", "a test", Instant.EPOCH, "w");
    private static final Fault KILL = new Fault(Kind.KILL, R1, Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Round ROUND = new Round(3, List.of(KILL), Failback.ALWAYS);

    private final List<Sighting> trail = new ArrayList<>();
    private Token token = Token.first("chaos", List.of(R1, R2), R1, Duration.ofMillis(1_500), AUDIT);

    private RoundResultTest() {
        trail.add(new Sighting(0, token));
    }

    private void at(int millis, Function<Token, Transition> change) {
        token = change.apply(token).fold(next -> next, refused -> {
            throw new IllegalArgumentException(refused.why());
        });
        trail.add(new Sighting(millis * 1_000L, token));
    }

    private static Applied row(RegionId region, int millis) {
        return new Applied(new EventName("p", millis), 0, region.value(), 1, millis * 1_000L);
    }

    private RoundResult result(@Nullable Long lost, @Nullable Long failback, Applied... rows) {
        Times times = new Times(1_000_000, lost, lost == null ? null : R1, 7_000_000, failback);
        return RoundResult.of(ROUND, times, trail, List.of(rows), new Counts(20, 2));
    }

    @Test
    void shouldMeasureAFailoverACatchUpAndAFailback() {
        // Given
        at(3_000, before -> before.demote(R1, AUDIT));
        at(3_010, before -> before.beginHandover(R2, AUDIT));
        at(4_500, before -> before.completeHandover(R2, AUDIT));
        at(7_500, before -> before.beginCatchUp(R1, AUDIT));
        at(9_200, before -> before.promote(R1, 1, AUDIT));
        at(9_800, before -> before.beginHandover(R1, AUDIT));
        at(9_900, before -> before.completeHandover(R1, AUDIT));
        // When
        RoundResult result =
                result(1_100_000L, 9_800_000L, row(R1, 1_050), row(R2, 4_600), row(R2, 9_790), row(R1, 10_000));
        // Then
        assertThat(result.failovers()).isEqualTo(1);
        assertThat(result.switchovers()).isEqualTo(1);
        assertThat(result.rtoMillis()).hasValue(3_500);
        assertThat(result.caughtUpMillis()).hasValue(2_200);
        assertThat(result.failbackMillis()).hasValue(210);
        assertThat(result.pauseMillis()).isEqualTo(5_190);
        assertThat(result.line())
                .contains("kill r1 at 0.1 s for 5.0 s, then the baton back")
                .contains("1 failover(s) in 3,500 ms, 1 switchover(s); IN_SYNC again after 2,200 ms")
                .contains("20 acknowledged, 2 failed, 4 applied");
    }

    @Test
    void shouldSayThatNothingMoved() {
        // When
        RoundResult result = result(1_100_000L, null, row(R1, 1_050));
        // Then
        assertThat(result.rtoMillis()).isEmpty();
        assertThat(result.caughtUpMillis()).isEmpty();
        assertThat(result.line()).contains("the baton stayed; never out of sync; longest pause 0 ms");
    }

    @Test
    void shouldNotCountWhatTheTokenWasBefore() {
        // Given
        at(500, before -> before.beginHandover(R2, AUDIT));
        at(600, before -> before.completeHandover(R2, AUDIT));
        // When
        RoundResult result = result(null, null);
        // Then
        assertThat(result.switchovers()).isZero();
    }
}
