package dev.baton.testkit.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.hook.HookAction.Outcome;
import dev.baton.runtime.hook.HookAction.Verdict;
import dev.baton.runtime.hook.HookCursor;
import dev.baton.runtime.hook.HookCursor.Result;
import dev.baton.runtime.hook.HookCursors;
import dev.baton.runtime.hook.HookPorts;
import dev.baton.runtime.hook.HookTask;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.token.TokenHistory;
import dev.baton.testkit.store.InMemoryObjectStore;
import dev.baton.testkit.store.PutFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At least once, in order, by one agent at a time, through restarts, lost answers and takeovers. */
class HookTaskTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Outcome DONE = new Outcome(Verdict.DONE, "exit status 0");
    private static final Outcome FAILED = new Outcome(Verdict.FAILED, "exit status 1");
    private static final Duration TAKE_OVER = Duration.ofSeconds(30 + 30 + 10);

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final HookCursors cursors = new HookCursors(objects, "payments");
    private final ObjectTokenStore tokens = new ObjectTokenStore(
            objects, "payments", Duration.ofSeconds(2), System::nanoTime, pause -> {}, Runnable::run);
    private final List<String> ran = new ArrayList<>();
    private final Deque<Outcome> outcomes = new ArrayDeque<>();
    private long nowNanos = Long.MAX_VALUE - 1;
    private int writes;

    @BeforeEach
    void createToken() {
        tokens.create(Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit()));
    }

    @Test
    void shouldBeginWithTheNextChange() {
        // Given
        handOver();
        HookTask task = task("a", null, HookTrigger.ANY);
        settle(task);

        // When
        handOver();
        settle(task);

        // Then
        assertThat(ran).containsExactly("a4", "a5");
        assertThat(results()).extracting(Result::version).containsExactly(4L, 5L);
        assertThat(results()).allMatch(Result::done).allMatch(result -> result.attempts() == 1);
    }

    @Test
    void shouldRunForWhatConcernsItOnly() {
        // Given
        HookTask active = task("active", R2, HookTrigger.ACTIVE);
        HookTask inactive = task("inactive", R1, HookTrigger.INACTIVE);
        HookTask sync = task("sync", null, HookTrigger.SYNC);
        List.of(active, inactive, sync).forEach(this::settle);

        // When
        handOver();
        change(tokens.read().demote(R1, audit()));
        List.of(active, inactive, sync).forEach(this::settle);

        // Then
        assertThat(ran).containsExactlyInAnyOrder("active3", "inactive2", "sync4");
    }

    @Test
    void shouldCatchUpInOrderAfterARestart() {
        // Given
        settle(task("a", null, HookTrigger.ACTIVE));
        handOver();
        handOver();
        handOver();

        // When
        settle(task("a", null, HookTrigger.ACTIVE));

        // Then
        assertThat(ran).containsExactly("a3", "a5", "a7");
    }

    @Test
    void shouldTryAgainWithPausesAndThenGiveUpAndGoOn() {
        // Given
        HookTask task = task("a", null, HookTrigger.ACTIVE);
        settle(task);
        handOver();
        handOver();
        outcomes.addAll(List.of(FAILED, FAILED, FAILED, DONE));

        // When
        Token newest = tokens.read();
        long start = nowNanos;
        Duration pause = task.turn(newest);
        Duration early = task.turn(newest);
        settle(task);

        // Then
        assertThat(pause).isEqualTo(Duration.ofSeconds(1));
        assertThat(early).isEqualTo(pause);
        assertThat(ran).containsExactly("a3", "a3", "a3", "a5");
        assertThat(Duration.ofNanos(nowNanos - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1 + 2));
        assertThat(results()).extracting(Result::done).containsExactly(false, true);
        assertThat(results()).extracting(Result::attempts).containsExactly(3, 1);
        assertThat(results()).extracting(Result::detail).containsExactly("exit status 1", "exit status 0");
    }

    @Test
    void shouldNotTryAgainWhatIsHopeless() {
        // Given
        HookTask task = task("a", null, HookTrigger.ACTIVE);
        settle(task);
        handOver();
        outcomes.add(new Outcome(Verdict.HOPELESS, "status 404"));

        // When
        settle(task);

        // Then
        assertThat(ran).containsExactly("a3");
        assertThat(results()).extracting(Result::done).containsExactly(false);
    }

    @Test
    void shouldRunInOneOfTwoAgentsOnly() {
        // Given
        HookTask one = task("a", null, HookTrigger.ANY, "one");
        HookTask other = task("a", null, HookTrigger.ANY, "other");
        settle(one);
        settle(other);

        // When
        handOver();
        for (int i = 0; i < 10; i++) {
            one.turn(tokens.read());
            other.turn(tokens.read());
        }

        // Then
        assertThat(ran).containsExactly("a2", "a3");
    }

    @Test
    void shouldTakeOverFromAnAgentThatDiesInTheMiddle() {
        // Given
        HookTask other = task("a", null, HookTrigger.ACTIVE, "other");
        settle(other);
        handOver();
        outcomes.add(FAILED);
        HookTask dying = task("a", null, HookTrigger.ACTIVE, "dying");
        dying.turn(tokens.read()); // it has run once, and is not heard of any more

        // When
        Token newest = tokens.read();
        Duration left = other.turn(newest);
        nowNanos += TAKE_OVER.minusMillis(1).toNanos();
        other.turn(newest);
        List<String> early = List.copyOf(ran);
        nowNanos += Duration.ofMillis(1).toNanos();
        settle(other);

        // Then
        assertThat(left).isEqualTo(TAKE_OVER);
        assertThat(early).containsExactly("a3");
        assertThat(ran).containsExactly("a3", "a3");
        assertThat(results()).extracting(Result::attempts).containsExactly(2);
    }

    @Test
    void shouldNotRunAgainWhoseResultWasNotWrittenDown() {
        // Given
        HookTask task = task("a", null, HookTrigger.ACTIVE);
        settle(task);
        handOver();
        List<String> puts = new ArrayList<>();
        objects.beforeEachCall(call -> {
            if (!ran.isEmpty() && call.startsWith("put") && puts.size() < 4) {
                puts.add(call);
                objects.failNextPuts(puts.size() == 4 ? PutFault.ANSWER_LOST : PutFault.REQUEST_LOST);
            }
        });

        // When
        settle(task);

        // Then
        assertThat(puts).hasSize(4);
        assertThat(ran).containsExactly("a3");
        assertThat(results()).extracting(Result::attempts).containsExactly(1);
    }

    @Test
    void shouldTellWithTheNextVersionWhatMissingOnesHaveChanged() {
        // Given
        HookTask task = task("a", R1, HookTrigger.INACTIVE);
        settle(task);
        handOver();
        objects.delete("payments/history/000000000002"); // where the handover has begun

        // When
        settle(task);

        // Then
        assertThat(ran).containsExactly("a3");
    }

    @Test
    void shouldNotBeStoppedByADamagedEntryOfTheHistory() {
        // Given
        HookTask task = task("a", null, HookTrigger.ACTIVE);
        settle(task);
        handOver();
        handOver();
        String key = "payments/history/000000000003";
        objects.putIfVersion(
                key, new byte[] {'?'}, objects.get(key).orElseThrow().version());

        // When
        settle(task);

        // Then
        assertThat(ran).containsExactly("a5");
    }

    @Test
    void shouldKeepTheLastResultsOnly() {
        // Given
        HookTask task = task("a", null, HookTrigger.ANY);
        settle(task);

        // When
        for (int i = 0; i < HookCursor.MAX_RESULTS; i++) {
            handOver();
        }
        settle(task);

        // Then
        assertThat(ran).hasSize(2 * HookCursor.MAX_RESULTS);
        assertThat(results()).hasSize(HookCursor.MAX_RESULTS);
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
        private final HookTaskTest test = new HookTaskTest();
        private final List<HookTask> agents = new ArrayList<>();
        private final int seed;
        private @Nullable PutFault fault; // of the next put of the cursor

        World(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            test.createToken();
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

    private HookTask task(String name, @Nullable RegionId region, HookTrigger on) {
        return task(name, region, on, "process");
    }

    private HookTask task(String name, @Nullable RegionId region, HookTrigger on, String process) {
        HookConfig config =
                new HookConfig(List.of(on), region, null, List.of("x"), null, null, HookConfig.DEFAULT_DEADLINE, 3);
        HookPorts ports = new HookPorts(
                new TokenHistory(objects, "payments"),
                cursors,
                "agent@" + process,
                process,
                () -> nowNanos,
                () -> Instant.EPOCH,
                line -> {});
        return new HookTask(
                name,
                config,
                (call, deadline) -> {
                    ran.add(name + call.version());
                    nowNanos += Duration.ofMillis(50).toNanos();
                    Outcome outcome = outcomes.poll();
                    return outcome == null ? DONE : outcome;
                },
                ports);
    }

    /** Turns and waits, as the loop does, until there is nothing more to do. */
    private void settle(HookTask task) {
        Duration wait = Duration.ZERO;
        while (wait.compareTo(Duration.ofMinutes(1)) < 0) {
            nowNanos += wait.toNanos();
            wait = task.turn(tokens.read());
        }
    }

    private List<Result> results() {
        return cursors.read("a").orElseThrow().results();
    }

    private void handOver() {
        Token token = tokens.read();
        RegionId to = token.active().equals(R1) ? R2 : R1;
        change(token.beginHandover(to, audit()));
        change(tokens.read().completeHandover(to, audit()));
    }

    private void change(Transition transition) {
        Token next = transition.fold(legal -> legal, refused -> {
            throw new AssertionError(refused.why());
        });
        assertThat(tokens.compareAndSet(tokens.read(), next)).isEqualTo(new CasOutcome.Applied(next));
    }

    private Audit audit() {
        return new Audit("a test", "somebody", Instant.EPOCH, "write-" + writes++);
    }
}
