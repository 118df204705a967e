package dev.baton.testkit.hook;

import static dev.baton.testkit.hook.HookStage.DONE;
import static dev.baton.testkit.hook.HookStage.FAILED;
import static dev.baton.testkit.hook.HookStage.TAKE_OVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.token.Token;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.hook.HookCursor.Result;
import dev.baton.runtime.hook.HookTask;
import dev.baton.testkit.store.PutFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** By one agent at a time, although agents die and freeze. */
class HookTakeOverTest {

    private final HookStage stage = new HookStage();

    @Test
    void shouldRunInOneOfTwoAgentsOnly() {
        // Given
        HookTask one = stage.task("a", null, HookTrigger.ANY, "one");
        HookTask other = stage.task("a", null, HookTrigger.ANY, "other");
        stage.settle(one);
        stage.settle(other);

        // When
        stage.handOver();
        for (int i = 0; i < 10; i++) {
            one.turn(stage.tokens.read());
            other.turn(stage.tokens.read());
        }

        // Then
        assertThat(stage.ran).containsExactly("a2", "a3");
    }

    @Test
    void shouldRunInOneOfTwoAgentsThatReachForItAtOnce() {
        // Given
        HookTask slower = stage.task("a", null, HookTrigger.ACTIVE, "slower");
        HookTask faster = stage.task("a", null, HookTrigger.ACTIVE, "faster");
        stage.settle(slower);
        stage.handOver();
        Token newest = stage.tokens.read();
        stage.objects.beforeEachCall(call -> {
            if (call.startsWith("get payments/history/")) {
                stage.objects.beforeEachCall(next -> {});
                faster.turn(newest); // the slower one has read the same entry, and what to run
            }
        });

        // When
        slower.turn(newest);

        // Then
        assertThat(stage.ran).containsExactly("a3");
        assertThat(stage.results()).extracting(Result::by).containsExactly("agent@faster");
    }

    @Test
    void shouldTakeOverFromAnAgentThatDiesInTheMiddle() {
        // Given
        HookTask other = stage.task("a", null, HookTrigger.ACTIVE, "other");
        stage.settle(other);
        stage.handOver();
        stage.outcomes.add(FAILED);
        HookTask dying = stage.task("a", null, HookTrigger.ACTIVE, "dying");
        dying.turn(stage.tokens.read()); // it has run once, and is not heard of any more

        // When
        Token newest = stage.tokens.read();
        Duration left = other.turn(newest);
        stage.nowNanos += TAKE_OVER.minusMillis(1).toNanos();
        other.turn(newest);
        List<String> early = List.copyOf(stage.ran);
        stage.nowNanos += Duration.ofMillis(1).toNanos();
        stage.settle(other);

        // Then
        assertThat(left).isEqualTo(TAKE_OVER);
        assertThat(early).containsExactly("a3");
        assertThat(stage.ran).containsExactly("a3", "a3");
        assertThat(stage.results()).extracting(Result::attempts).containsExactly(2);
    }

    @Test
    void shouldLeaveItToAnotherAgentThatGoesOnTrying() {
        // Given
        HookTask other = stage.task("a", null, HookTrigger.ACTIVE, "other");
        HookTask trying = stage.task("a", null, HookTrigger.ACTIVE, "trying");
        stage.settle(other);
        stage.handOver();
        stage.outcomes.addAll(List.of(FAILED, FAILED));
        trying.turn(stage.tokens.read());
        other.turn(stage.tokens.read());

        // When
        stage.nowNanos += TAKE_OVER.dividedBy(2).toNanos();
        trying.turn(stage.tokens.read());
        Duration left = other.turn(stage.tokens.read());

        // Then
        assertThat(left).isEqualTo(TAKE_OVER);
        assertThat(stage.ran).containsExactly("a3", "a3");
    }

    @Test
    void shouldTryOnceMoreWhatAnotherMayNotHaveTriedForTheLastTime() {
        // Given
        HookTask dying = stage.task("a", null, HookTrigger.ACTIVE, "dying");
        stage.settle(dying);
        stage.handOver();
        stage.outcomes.addAll(List.of(FAILED, FAILED));
        dying.turn(stage.tokens.read());
        stage.nowNanos += Duration.ofSeconds(1).toNanos();
        dying.turn(stage.tokens.read());
        stage.nowNanos += Duration.ofSeconds(2).toNanos();
        stage.duringTheNext = () -> {
            throw new IllegalStateException("it dies in its third attempt, which is the last");
        };
        assertThatThrownBy(() -> dying.turn(stage.tokens.read())).hasMessageContaining("it dies");

        // When
        HookTask other = stage.task("a", null, HookTrigger.ACTIVE, "other");
        other.turn(stage.tokens.read());
        stage.nowNanos += TAKE_OVER.toNanos();
        stage.settle(other);

        // Then
        assertThat(stage.ran).containsExactly("a3", "a3", "a3", "a3");
        assertThat(stage.results()).extracting(Result::attempts).containsExactly(3);
        assertThat(stage.results()).extracting(Result::done).containsExactly(true);
    }

    @Test
    void shouldNotWriteDownAResultOnceAnotherHasTakenOver() {
        // Given
        HookTask frozen = stage.task("a", null, HookTrigger.ACTIVE, "frozen");
        HookTask other = stage.task("a", null, HookTrigger.ACTIVE, "other");
        stage.settle(frozen);
        stage.handOver();
        Token newest = stage.tokens.read();
        stage.duringTheNext = () -> stage.objects.failNextPuts(PutFault.REQUEST_LOST);
        frozen.turn(newest); // it has run, which is not written down
        other.turn(newest);
        stage.nowNanos += TAKE_OVER.toNanos();
        List<String> holders = new ArrayList<>();
        stage.duringTheNext = () -> {
            frozen.turn(newest);
            holders.add(
                    Objects.requireNonNull(stage.cursors.read("a").orElseThrow().attempt())
                            .process());
        };

        // When
        stage.settle(other);

        // Then nobody goes on to the next version while the other runs this one
        assertThat(holders).containsExactly("other");
        assertThat(stage.ran).containsExactly("a3", "a3");
        assertThat(stage.results()).hasSize(1);
    }

    @Test
    void shouldNotRunOnTheStrengthOfAnEntryThatTookTooLong() {
        // Given
        HookTask task = stage.task("a", null, HookTrigger.ACTIVE);
        stage.settle(task);
        stage.handOver();
        stage.objects.beforeEachCall(call -> {
            if (call.startsWith("put payments/hooks/")) {
                stage.nowNanos += Duration.ofSeconds(10).toNanos(); // another may have taken over meanwhile
            }
        });

        // When
        task.turn(stage.tokens.read());
        List<String> late = List.copyOf(stage.ran);
        stage.objects.beforeEachCall(call -> {});
        stage.settle(task);

        // Then
        assertThat(late).isEmpty();
        assertThat(stage.ran).containsExactly("a3");
        assertThat(stage.results()).extracting(Result::attempts).containsExactly(1);
    }

    @Test
    void shouldRunEveryVersionAtLeastOnceAndInOrderWhateverHappens() {
        for (int seed = 0; seed < 60; seed++) {
            new World(seed).run();
        }
    }

    /** Two agents that die and start again, a store that loses requests and answers, and a token that changes all the while. */
    private static final class World {

        private final Random random;
        private final HookStage test = new HookStage();
        private final List<HookTask> agents = new ArrayList<>();
        private final int seed;
        private @Nullable PutFault fault; // of the next put of the cursor

        World(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            test.objects.beforeEachCall(call -> {
                if (fault != null && call.startsWith("put payments/hooks/")) {
                    test.objects.failNextPuts(fault);
                    fault = null;
                }
            });
            test.settle(start());
            agents.add(start());
            agents.add(start());
        }

        void run() {
            for (int i = 0; i < 60; i++) {
                step();
            }
            fault = null;
            Token newest = test.tokens.read();
            for (int i = 0; i < 400; i++) {
                agents.forEach(agent -> agent.turn(newest));
                test.nowNanos += Duration.ofSeconds(5).toNanos();
            }
            List<String> firsts = test.ran.stream().distinct().toList();
            List<String> all = new ArrayList<>();
            for (long version = 2; version <= newest.version(); version++) {
                all.add("a" + version);
            }
            assertThat(firsts).as("seed %d", seed).isEqualTo(all);
        }

        private void step() {
            HookTask agent = agents.get(random.nextInt(agents.size()));
            switch (random.nextInt(8)) {
                case 0 -> test.handOver();
                case 1 -> {
                    PutFault[] faults = {
                        PutFault.REQUEST_LOST, PutFault.ANSWER_LOST, PutFault.REPEATED, PutFault.REFUSED
                    };
                    fault = faults[random.nextInt(faults.length)];
                    agent.turn(test.tokens.read());
                }
                case 2 -> agents.set(agents.indexOf(agent), start());
                case 3 -> test.nowNanos +=
                        Duration.ofSeconds(random.nextInt(40)).toNanos();
                case 4 -> test.outcomes.add(random.nextBoolean() ? FAILED : DONE);
                default -> agent.turn(test.tokens.read());
            }
        }

        private HookTask start() {
            return test.task("a", null, HookTrigger.ANY, "process-" + random.nextLong());
        }
    }
}
