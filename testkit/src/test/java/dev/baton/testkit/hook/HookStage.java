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
import dev.baton.runtime.hook.HookCursor.Result;
import dev.baton.runtime.hook.HookCursors;
import dev.baton.runtime.hook.HookPorts;
import dev.baton.runtime.hook.HookTask;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.token.TokenHistory;
import dev.baton.testkit.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token that is handed over, a store, a clock, and agents that run hooks on it. */
final class HookStage {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final Outcome DONE = new Outcome(Verdict.DONE, "exit status 0");
    static final Outcome FAILED = new Outcome(Verdict.FAILED, "exit status 1");
    static final Duration TAKE_OVER = Duration.ofSeconds(30 + 30 + 10);

    final InMemoryObjectStore objects = new InMemoryObjectStore();
    final HookCursors cursors = new HookCursors(objects, "payments");
    final ObjectTokenStore tokens = new ObjectTokenStore(
            objects, "payments", Duration.ofSeconds(2), System::nanoTime, pause -> {}, Runnable::run);
    final List<String> ran = new ArrayList<>();
    final Deque<Outcome> outcomes = new ArrayDeque<>();
    long nowNanos = Long.MAX_VALUE - 1;
    private int writes;
    Runnable duringTheNext = () -> {};

    HookStage() {
        tokens.create(Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit()));
    }

    HookTask task(String name, @Nullable RegionId region, HookTrigger on) {
        return task(name, region, on, "process");
    }

    HookTask task(String name, @Nullable RegionId region, HookTrigger on, String process) {
        HookConfig config = new HookConfig(
                List.of(on), region, null, List.of("x"), null, null, null, HookConfig.DEFAULT_DEADLINE, 3);
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
                    Runnable during = duringTheNext;
                    duringTheNext = () -> {};
                    during.run();
                    Outcome outcome = outcomes.poll();
                    return outcome == null ? DONE : outcome;
                },
                ports);
    }

    /** Turns and waits, as the loop does, until there is nothing more to do. */
    void settle(HookTask task) {
        Duration wait = Duration.ZERO;
        while (wait.compareTo(Duration.ofMinutes(1)) < 0) {
            nowNanos += wait.toNanos();
            wait = task.turn(tokens.read());
        }
    }

    List<Result> results() {
        return cursors.read("a").orElseThrow().results();
    }

    void handOver() {
        Token token = tokens.read();
        RegionId to = token.active().equals(R1) ? R2 : R1;
        change(token.beginHandover(to, audit()));
        change(tokens.read().completeHandover(to, audit()));
    }

    void change(Transition transition) {
        Token next = transition.fold(legal -> legal, refused -> {
            throw new AssertionError(refused.why());
        });
        assertThat(tokens.compareAndSet(tokens.read(), next)).isEqualTo(new CasOutcome.Applied(next));
    }

    Audit audit() {
        return new Audit("a test", "somebody", Instant.EPOCH, "write-" + writes++);
    }
}
