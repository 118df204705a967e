package dev.baton.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final HealthPolicy POLICY = HealthPolicy.DEFAULT;
    private static final int EXPLORED_PROBES = 9;

    @Test
    void shouldMakeExactlyTheTransitionsOfTheTable() {
        // Given every series of probes that end soon, later, or much later than the one before
        Set<String> seen = new TreeSet<>();
        // When
        explore(Health.UNKNOWN, 0, 0, seen, new HashSet<>());
        // Then
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "UNKNOWN ok UP",
                        "UNKNOWN failed SUSPECT",
                        "UP ok UP",
                        "UP failed SUSPECT",
                        "SUSPECT ok UP",
                        "SUSPECT failed SUSPECT",
                        "SUSPECT failed DOWN",
                        "DOWN ok RECOVERING",
                        "DOWN failed DOWN",
                        "RECOVERING ok RECOVERING",
                        "RECOVERING ok UP",
                        "RECOVERING failed DOWN");
    }

    private static void explore(Health health, long nowMillis, int depth, Set<String> seen, Set<List<Object>> done) {
        if (depth == EXPLORED_PROBES || !done.add(List.of(health, nowMillis, depth))) {
            return;
        }
        for (long gapMillis : new long[] {250, 400, 1_299, 60_000}) {
            long now = nowMillis + gapMillis;
            Health ok = health.succeeded(probe(now - 1, now), POLICY);
            Health failed = health.failed(probe(now - 1, now), "no answer", POLICY);
            seen.add(health.word() + " ok " + ok.word());
            seen.add(health.word() + " failed " + failed.word());
            explore(ok, now, depth + 1, seen, done);
            explore(failed, now, depth + 1, seen, done);
        }
    }

    @Test
    void shouldCountTheTimeWithoutAnswerFromWhenTheFirstFailedProbeWasSent() {
        // Given a frozen region: each probe uses up its timeout
        Health health = new Health.Up();
        // When
        health = health.failed(probe(0, 400), "slow", POLICY);
        health = health.failed(probe(400, 800), "slow", POLICY);
        Health third = health.failed(probe(800, 1_200), "slow", POLICY);
        // Then
        assertThat(health.word()).isEqualTo("SUSPECT");
        assertThat(third).isEqualTo(new Health.Down("slow"));
    }

    @Test
    void shouldNotBeDownBeforeDownAfterHoweverManyProbesFail() {
        // Given
        Health health = new Health.Up();
        // When
        for (int sent = 0; sent < 1_000; sent += 50) {
            health = health.failed(probe(sent, sent + 1), "refused", POLICY);
        }
        // Then
        assertThat(health.word()).isEqualTo("SUSPECT");
        assertThat(health.failed(probe(999, 1_000), "refused", POLICY).word()).isEqualTo("DOWN");
    }

    @Test
    void shouldNotBeDownBeforeDownFailuresHoweverLongTheyTake() {
        // Given
        Health health = new Health.Up();
        // When
        health = health.failed(probe(0, 1_200), "slow", POLICY);
        health = health.failed(probe(1_200, 2_400), "slow", POLICY);
        // Then
        assertThat(health.word()).isEqualTo("SUSPECT");
        assertThat(health.failed(probe(2_400, 2_401), "slow", POLICY).word()).isEqualTo("DOWN");
    }

    @Test
    void shouldHaveMorePatienceWithARegionThatItHasNeverSeenUp() {
        // Given
        Health health = Health.UNKNOWN;
        // When
        for (int sent = 0; sent < 4_800; sent += 400) {
            health = health.failed(probe(sent, sent + 400), "slow", POLICY);
            assertThat(health.word()).isEqualTo("SUSPECT");
        }
        // Then
        assertThat(health.failed(probe(4_800, 5_200), "slow", POLICY).word()).isEqualTo("DOWN");
    }

    @Test
    void shouldBeUpAgainAfterOneSuccessWhenItWasOnlySuspect() {
        // Given
        Health suspect = Health.UNKNOWN.failed(probe(0, 400), "slow", POLICY);
        // When
        Health health = suspect.succeeded(probe(400, 410), POLICY);
        // Then
        assertThat(health).isEqualTo(new Health.Up());
    }

    @Test
    void shouldHoldARecoveringRegionUntilItHasAnsweredLongEnoughWithoutAFailure() {
        // Given
        Health health = new Health.Down("refused").succeeded(probe(0, 10), POLICY);
        // When
        for (int sent = 250; sent < 5_000; sent += 250) {
            health = health.succeeded(probe(sent, sent + 10), POLICY);
            assertThat(health.word()).isEqualTo("RECOVERING");
        }
        // Then
        assertThat(health.succeeded(probe(5_000, 5_010), POLICY).word()).isEqualTo("UP");
        assertThat(health.failed(probe(5_000, 5_010), "refused", POLICY)).isEqualTo(new Health.Down("refused"));
    }

    @Test
    void shouldStartCountingAnewWhenTheMonitorItselfStoodStillBetweenFailures() {
        // Given two failures, then a minute in which the monitor did not run
        Health health = new Health.Up();
        health = health.failed(probe(0, 400), "slow", POLICY);
        health = health.failed(probe(400, 800), "slow", POLICY);
        // When
        health = health.failed(probe(60_000, 60_400), "slow", POLICY);
        // Then
        assertThat(health).isEqualTo(new Health.Suspect(1, millis(60_400), millis(60_400), POLICY.downAfter(), "slow"));
        assertThat(health.succeeded(probe(60_400, 60_410), POLICY).word()).isEqualTo("UP");
    }

    @Test
    void shouldNotTakeAPauseWithinAProbeForTimeWithoutAnAnswer() {
        // Given a probe during which the monitor stood still for a minute
        Health health = new Health.Up().failed(probe(0, 60_000), "slow", POLICY);
        // When
        health = health.failed(probe(60_000, 60_400), "slow", POLICY);
        health = health.failed(probe(60_400, 60_800), "slow", POLICY);
        // Then
        assertThat(health.word()).isEqualTo("SUSPECT");
        assertThat(health.failed(probe(60_800, 61_200), "slow", POLICY).word()).isEqualTo("DOWN");
    }

    @Test
    void shouldNotTakeAPauseForTimeOfAnswering() {
        // Given
        Health health = new Health.Down("refused").succeeded(probe(0, 10), POLICY);
        // When
        health = health.succeeded(probe(60_000, 60_010), POLICY);
        // Then
        assertThat(health).isEqualTo(new Health.Recovering(millis(60_010), millis(60_010), "refused"));
    }

    @Test
    void shouldWorkOnAClockThatOverflows() {
        // Given
        long start = Long.MAX_VALUE - millis(600);
        Health health = new Health.Up();
        // When
        for (int i = 0; i < 3; i++) {
            long sent = start + i * millis(400);
            health = health.failed(new ProbeTime(sent, sent + millis(400)), "slow", POLICY);
        }
        // Then
        assertThat(health.word()).isEqualTo("DOWN");
    }

    @Test
    void shouldActAtOnceWhenThePolicySaysSo() {
        // Given
        HealthPolicy hasty =
                new HealthPolicy(Duration.ofMillis(10), Duration.ofMillis(10), 1, Duration.ZERO, Duration.ZERO);
        // When
        Health down = Health.UNKNOWN.failed(probe(0, 1), "refused", hasty);
        // Then
        assertThat(down.word()).isEqualTo("DOWN");
        assertThat(down.succeeded(probe(2, 3), hasty).word()).isEqualTo("UP");
    }

    @Test
    void shouldRefuseAPolicyThatMakesNoSenseAndNameTheField() {
        Duration some = Duration.ofMillis(1);
        assertThatThrownBy(() -> new HealthPolicy(Duration.ZERO, some, 1, some, some))
                .hasMessageContaining("probeInterval");
        assertThatThrownBy(() -> new HealthPolicy(some, Duration.ZERO, 1, some, some))
                .hasMessageContaining("probeTimeout");
        assertThatThrownBy(() -> new HealthPolicy(some, some, 0, some, some)).hasMessageContaining("downFailures");
        assertThatThrownBy(() -> new HealthPolicy(some, some, 1, some.negated(), some))
                .hasMessageContaining("downAfter");
        assertThatThrownBy(() -> new HealthPolicy(some, some, 1, some, some.negated()))
                .hasMessageContaining("upAfter");
    }

    private static ProbeTime probe(long sentMillis, long endedMillis) {
        return new ProbeTime(millis(sentMillis), millis(endedMillis));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
