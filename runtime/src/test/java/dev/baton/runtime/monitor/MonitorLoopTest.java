package dev.baton.runtime.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.FakeProbe.Region;
import dev.baton.runtime.monitor.FakeTokenStore.Writes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonitorLoopTest extends MonitorLoopBench {

    @Test
    void shouldHandTheBatonOverWhenTheActiveRegionIsLost() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> store.newest().term().value() == 2);
        Token token = store.newest();
        assertThat(token.active()).isEqualTo(R2);
        assertThat(token.sync(R1)).isEqualTo(Sync.OUT);
        assertThat(token.audit().by()).isEqualTo("monitor@r2");
        assertThat(token.audit().reason())
                .isEqualTo("r1 is down (connect: refused); r2 is up; every consumer of r1 has stopped");
        assertThat(listener.lines())
                .containsSubsequence(
                        "version 1",
                        "r1 UP SUSPECT",
                        "r1 SUSPECT DOWN",
                        "wrote: demote r1 Applied",
                        "wrote: begin handover to r2 Applied",
                        "wrote: complete handover to r2 Applied");
    }

    @Test
    void shouldWaitForViewsToExpireWhenAConsumerDoesNotReportAndThenForgetIt() {
        // Given a consumer that was lost with its region
        store = new FakeTokenStore(first(SHORT_TTL));
        register(R1);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        long begun = System.nanoTime();
        // When
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        // Then
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> store.newest().term().value() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(store.newest().audit().by()).isEqualTo("alice via monitor@r2");
        await().until(() -> registrations.running(R1).isEmpty());
    }

    @Test
    void shouldCompleteAPlannedHandoverAsSoonAsTheConsumersHaveStopped() {
        // Given
        Registration consumer = register(R1);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        await().until(() -> listener.lines().contains("version 2"));
        // When
        registrations.forget(consumer);
        // Then, long before any view has expired
        await().until(() -> store.newest().term().value() == 2);
    }

    @Test
    void shouldNotTakeConsumersForStoppedThatItCannotList() {
        // Given
        objects.setUnlistable(true);
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        store.write(legal(store.newest().beginHandover(R2, ALICE)));
        await().until(() -> listener.lines().contains("version 2"));
        // Then
        await().during(Duration.ofMillis(200)).until(() -> store.newest().version() == 2);
        objects.setUnlistable(false);
        await().until(() -> store.newest().term().value() == 2);
    }

    @Test
    void shouldProbeOneRegionOnTimeWhileAnotherHangs() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.HANGS);
        await().until(() -> listener.lines().contains("r1 UP SUSPECT"));
        int before1 = probe1.probes();
        int before2 = probe2.probes();
        // When
        await().until(() -> probe1.probes() >= before1 + 4);
        // Then five times as often, if the machine is idle
        assertThat(probe2.probes() - before2).isGreaterThan(8);
    }

    @Test
    void shouldTakeSlowAndBrokenProbesForFailures() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.IGNORES_THE_TIMEOUT);
        probe2.set(Region.BREAKS_THE_PROBE);
        // Then
        await().until(() -> listener.lines().contains("r1 SUSPECT DOWN"));
        await().until(() -> listener.lines().contains("r2 SUSPECT DOWN"));
        assertThat(store.newest().version())
                .as("no other is up: perhaps its own network")
                .isLessThanOrEqualTo(3);
    }

    @Test
    void shouldJudgeNothingFromAProbeThatSaysNothing() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        probe1.set(Region.LACKS_THE_CANARY_TOPIC);
        int before = probe1.probes();
        // Then
        await().until(() -> probe1.probes() > before + 8);
        assertThat(listener.lines()).doesNotContain("r1 UP SUSPECT");
    }

    @Test
    void shouldSurviveAnOutageOfTheStoreAndSayItOnce() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setUnreadable(true);
        await().until(() -> listener.lines().contains("store failed: The store does not answer"));
        // When
        probe2.set(Region.REFUSES);
        await().until(() -> listener.lines().contains("r2 SUSPECT DOWN"));
        await().during(Duration.ofMillis(200)).until(() -> store.history().size() == 1);
        store.setUnreadable(false);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("store ")))
                .hasSize(2);
    }

    @Test
    void shouldTryAgainWhenWritingFailsAndSayItOnce() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.FAIL);
        probe2.set(Region.REFUSES);
        await().until(() -> store.attempts() > 5);
        // When
        store.setWrites(Writes.WORK);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("store ")))
                .containsExactly("store failed: The disk is full", "store answers");
    }

    @Test
    void shouldReadAgainWhenNobodyKnowsWhetherAWriteWasApplied() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.APPLY_BUT_ANSWER_UNKNOWN);
        // When
        probe1.set(Region.REFUSES);
        // Then each change is made once
        await().until(() -> store.newest().term().value() == 2);
        assertThat(store.history()).hasSize(4);
        assertThat(store.attempts()).isEqualTo(3);
    }

    @Test
    void shouldDecideAnewWhenAWriteOfUnknownOutcomeIsNotThere() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setWrites(Writes.ANSWER_UNKNOWN);
        probe2.set(Region.REFUSES);
        await().until(() -> store.attempts() > 2);
        // When
        store.setWrites(Writes.WORK);
        // Then
        await().until(() -> store.newest().sync(R2) == Sync.OUT);
        assertThat(store.history()).hasSize(2);
    }

    @Test
    void shouldWriteNothingWhenItOnlyObserves() {
        // Given
        startAndSeeBothUp(SwitchPolicy.OBSERVE);
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> listener.lines().contains("would: demote r1, begin handover to r2"));
        await().during(Duration.ofMillis(200)).until(() -> store.attempts() == 0);
        assertThat(listener.lines().stream().filter(line -> line.startsWith("would")))
                .hasSize(1);
    }

    @Test
    void shouldEndInTimeEvenIfTheStoreHangs() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        store.setHanging();
        await().until(store::hasCallers);
        long start = System.nanoTime();
        // When
        loop.close();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        assertThat(probe1.isClosed()).isTrue();
        assertThat(probe2.isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("baton-monitor"));
    }

    @Test
    void shouldStopProbingAndDecidingWhenClosed() {
        // Given
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // When
        loop.close();
        // Then
        int probes = probe1.probes();
        await().during(Duration.ofMillis(200)).until(() -> probe1.probes() == probes);
    }

    private Registration register(RegionId region) {
        Registration registration = registrations.prepare(region, "group", "instance", 1, "nonce");
        registrations.add(registration);
        return registration;
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.rule() + ": " + refused.why());
        });
    }
}
