package dev.baton.testkit.store;

import dev.baton.core.RegionId;
import dev.baton.core.marker.MarkerRule;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.hook.HookAction;
import dev.baton.runtime.hook.HookCursors;
import dev.baton.runtime.hook.HookPorts;
import dev.baton.runtime.hook.HookTask;
import dev.baton.runtime.marker.MarkerPorts;
import dev.baton.runtime.marker.MarkerTask;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.token.HistoryWalk;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.token.TokenHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A token with all that follows it – its history, a hook, markers – in one store, on the real classes and a clock that only waiting
 * moves on. For one thread.
 */
public final class TokenFollowing {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String NAME = "payments";
    private static final Duration PAUSE = Duration.ofSeconds(100); // a slow machine must not make a put late
    private static final int TURNS = 60;

    private final ObjectStore store;
    private final ObjectTokenStore tokens;
    private final HookTask hook;
    private final MarkerTask markers;
    private final List<Long> ran = new ArrayList<>();
    private long waitedNanos;
    private int writes;

    /** Nothing is written before {@link #create}; the store stays the caller's. */
    public TokenFollowing(ObjectStore store) {
        this.store = store;
        this.tokens =
                new ObjectTokenStore(store, NAME, Duration.ofSeconds(20), System::nanoTime, pause -> {}, Runnable::run);
        HookConfig config = new HookConfig(
                List.of(HookTrigger.ACTIVE), R2, null, List.of("x"), null, null, null, HookConfig.DEFAULT_DEADLINE, 1);
        HookPorts ports = new HookPorts(
                new TokenHistory(store, NAME),
                new HookCursors(store, NAME),
                "agent",
                "process",
                () -> waitedNanos,
                () -> Instant.EPOCH,
                line -> {});
        this.hook = new HookTask(
                "start",
                config,
                (call, deadline) -> {
                    ran.add(call.version());
                    return new HookAction.Outcome(HookAction.Verdict.DONE, "done");
                },
                ports);
        this.markers = new MarkerTask(
                new MarkerRule(PAUSE),
                new MarkerPorts(
                        NAME, tokens, store, store, new TreeMap<>(Map.of(R1, "r1", R2, "r2")), () -> waitedNanos));
    }

    /** Creates the token with r1 active, and lets all follow. */
    public void create() {
        CasOutcome outcome = tokens.create(Token.first(NAME, List.of(R1, R2), R1, Duration.ofSeconds(2), audit()));
        requireApplied(outcome);
        follow();
    }

    /** Moves the baton to r2 by two changes, and lets all follow. */
    public void switchOver() {
        change(tokens.read().beginHandover(R2, audit()));
        change(tokens.read().completeHandover(R2, audit()));
        follow();
    }

    /** The versions that the hook, which starts what runs in r2, was run for. */
    public List<Long> ran() {
        return List.copyOf(ran);
    }

    /** The markers that there are. */
    public List<String> marked() {
        return List.of("r1", "r2").stream()
                .filter(marker -> store.get(marker).isPresent())
                .toList();
    }

    /** The versions in the history, and a line for each place where its chain is broken. */
    public List<String> past() {
        List<String> past = new ArrayList<>();
        new HistoryWalk(new TokenHistory(store, NAME), tokens.read()).from(1, new HistoryWalk.Visitor() {
            @Override
            public void version(@Nullable Token before, Token token, @Nullable String hash) {
                past.add(token.version() + (hash == null ? " is not kept" : ""));
            }

            @Override
            public void broken(long version, String why) {
                past.add(version + " " + why);
            }
        });
        return past;
    }

    private void follow() {
        Token newest = tokens.read();
        long end = waitedNanos + PAUSE.multipliedBy(2).toNanos();
        for (int i = 0; i < TURNS && waitedNanos < end; i++) {
            waitedNanos += shorter(hook.turn(newest), markers.turn()).toNanos();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void change(Transition transition) {
        Token next = transition.fold(legal -> legal, refused -> {
            throw new IllegalStateException(refused.why());
        });
        requireApplied(tokens.compareAndSet(tokens.read(), next));
    }

    private static void requireApplied(CasOutcome outcome) {
        if (!(outcome instanceof CasOutcome.Applied)) {
            throw new IllegalStateException("the token was to be changed: " + outcome);
        }
    }

    private Audit audit() {
        return new Audit("a test", "somebody", Instant.EPOCH, "write-" + writes++);
    }
}
