package dev.baton.testkit.hook;

import static dev.baton.testkit.hook.HookStage.DONE;
import static dev.baton.testkit.hook.HookStage.FAILED;
import static dev.baton.testkit.hook.HookStage.R1;
import static dev.baton.testkit.hook.HookStage.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Token;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.hook.HookAction.Outcome;
import dev.baton.runtime.hook.HookAction.Verdict;
import dev.baton.runtime.hook.HookCursor;
import dev.baton.runtime.hook.HookCursor.Result;
import dev.baton.runtime.hook.HookTask;
import dev.baton.testkit.store.PutFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** At least once and in order, through restarts and lost answers. */
class HookTaskTest {

    private final HookStage stage = new HookStage();

    @Test
    void shouldBeginWithTheNextChange() {
        // Given
        stage.handOver();
        HookTask task = stage.task("a", null, HookTrigger.ANY);
        stage.settle(task);

        // When
        stage.handOver();
        stage.settle(task);

        // Then
        assertThat(stage.ran).containsExactly("a4", "a5");
        assertThat(stage.results()).extracting(Result::version).containsExactly(4L, 5L);
        assertThat(stage.results()).allMatch(Result::done).allMatch(result -> result.attempts() == 1);
    }

    @Test
    void shouldRunForWhatConcernsItOnly() {
        // Given
        HookTask active = stage.task("active", R2, HookTrigger.ACTIVE);
        HookTask inactive = stage.task("inactive", R1, HookTrigger.INACTIVE);
        HookTask sync = stage.task("sync", null, HookTrigger.SYNC);
        HookTask elsewhere = stage.task("elsewhere", R1, HookTrigger.ACTIVE);
        List.of(active, inactive, sync, elsewhere).forEach(stage::settle);

        // When
        stage.handOver();
        stage.change(stage.tokens.read().demote(R1, stage.audit()));
        List.of(active, inactive, sync, elsewhere).forEach(stage::settle);

        // Then
        assertThat(stage.ran).containsExactlyInAnyOrder("active3", "inactive2", "sync4");
    }

    @Test
    void shouldCatchUpInOrderAfterARestart() {
        // Given
        stage.settle(stage.task("a", null, HookTrigger.ACTIVE));
        stage.handOver();
        stage.handOver();
        stage.handOver();

        // When
        stage.settle(stage.task("a", null, HookTrigger.ACTIVE));

        // Then
        assertThat(stage.ran).containsExactly("a3", "a5", "a7");
    }

    @Test
    void shouldTryAgainWithPausesAndThenGiveUpAndGoOn() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ACTIVE);
        stage.settle(task);
        stage.handOver();
        stage.handOver();
        stage.outcomes.addAll(List.of(FAILED, FAILED, FAILED, DONE));

        // When
        Token newest = stage.tokens.read();
        long start = stage.nowNanos;
        Duration pause = task.turn(newest);
        Duration early = task.turn(newest);
        stage.settle(task);

        // Then
        assertThat(pause).isEqualTo(Duration.ofSeconds(1));
        assertThat(early).isEqualTo(pause);
        assertThat(stage.ran).containsExactly("a3", "a3", "a3", "a5");
        assertThat(Duration.ofNanos(stage.nowNanos - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1 + 2));
        assertThat(stage.results()).extracting(Result::done).containsExactly(false, true);
        assertThat(stage.results()).extracting(Result::attempts).containsExactly(3, 1);
        assertThat(stage.results()).extracting(Result::detail).containsExactly("exit status 1", "exit status 0");
    }

    @Test
    void shouldNotTryAgainWhatIsHopeless() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ACTIVE);
        stage.settle(task);
        stage.handOver();
        stage.outcomes.add(new Outcome(Verdict.HOPELESS, "status 404"));

        // When
        stage.settle(task);

        // Then
        assertThat(stage.ran).containsExactly("a3");
        assertThat(stage.results()).extracting(Result::done).containsExactly(false);
    }

    @Test
    void shouldWriteDownNowAndThenHowFarItHasPassedWhatIsOfNoConcern() {
        // Given
        HookTask task = stage.task("a", R1, HookTrigger.SYNC);
        stage.settle(task);

        // When
        for (int i = 0; i < 40; i++) {
            stage.handOver();
        }
        stage.settle(task);

        // Then
        assertThat(stage.ran).isEmpty();
        assertThat(stage.cursors.read("a").orElseThrow().version()).isEqualTo(1 + 64);
    }

    @Test
    void shouldNotRunAgainWhoseResultWasNotWrittenDown() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ACTIVE);
        stage.settle(task);
        stage.handOver();
        List<String> puts = new ArrayList<>();
        stage.objects.beforeEachCall(call -> {
            if (!stage.ran.isEmpty() && call.startsWith("put") && puts.size() < 4) {
                puts.add(call);
                stage.objects.failNextPuts(puts.size() == 4 ? PutFault.ANSWER_LOST : PutFault.REQUEST_LOST);
            }
        });

        // When
        stage.settle(task);

        // Then
        assertThat(puts).hasSize(4);
        assertThat(stage.ran).containsExactly("a3");
        assertThat(stage.results()).extracting(Result::attempts).containsExactly(1);
    }

    @Test
    void shouldTellWithTheNextVersionWhatMissingOnesHaveChanged() {
        // Given
        HookTask task = stage.task("a", R1, HookTrigger.INACTIVE);
        stage.settle(task);
        stage.handOver();
        stage.objects.delete("payments/history/000000000002"); // where the handover has begun

        // When
        stage.settle(task);

        // Then
        assertThat(stage.ran).containsExactly("a3");
    }

    @Test
    void shouldNotBeStoppedByADamagedEntryOfTheHistory() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ACTIVE);
        stage.settle(task);
        stage.handOver();
        stage.handOver();
        String key = "payments/history/000000000003";
        stage.objects.putIfVersion(
                key, new byte[] {'?'}, stage.objects.get(key).orElseThrow().version());

        // When
        stage.settle(task);

        // Then
        assertThat(stage.ran).containsExactly("a5");
    }

    @Test
    void shouldKeepTheLastResultsOnly() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ANY);
        stage.settle(task);

        // When
        for (int i = 0; i < HookCursor.MAX_RESULTS; i++) {
            stage.handOver();
        }
        stage.settle(task);

        // Then
        assertThat(stage.ran).hasSize(2 * HookCursor.MAX_RESULTS);
        assertThat(stage.results()).hasSize(HookCursor.MAX_RESULTS);
    }
}
