package dev.baton.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision.Change;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The words in which the tests of the monitor's decisions are written. */
final class MonitorVocabulary {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final RegionId R3 = new RegionId("r3");
    static final Audit ALICE = new Audit("maintenance", "alice", Instant.EPOCH, "a1");
    static final Audit OTHER_MONITOR = new Audit("r1 is down", "monitor@r1", Instant.EPOCH, "m1");
    static final Signature SIGNATURE = new Signature("monitor@r2", Instant.EPOCH, "w1");
    static final Token REST = Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1_500), ALICE);
    static final Token REST_OF_THREE =
            Token.first("payments", List.of(R1, R2, R3), R1, Duration.ofMillis(1_500), ALICE);
    static final Duration VIEWS_EXPIRE = Duration.ofMillis(1_650);

    private MonitorVocabulary() {}

    /** What a monitor of the default policy decides. */
    static Verdict decide(MonitorState state, long nowNanos) {
        return new Monitor(MonitorPolicy.DEFAULT).decide(state, SIGNATURE, nowNanos);
    }

    static Token assertWrites(Verdict verdict, Change change, RegionId region) {
        assertThat(verdict.decision()).isInstanceOf(Decision.Write.class);
        Decision.Write write = (Decision.Write) verdict.decision();
        assertThat(write.change()).isEqualTo(change);
        assertThat(write.region()).isEqualTo(region);
        return write.next();
    }

    static void assertHeld(Verdict verdict, String because) {
        assertThat(verdict.decision()).isInstanceOf(Decision.Held.class);
        assertThat(((Decision.Held) verdict.decision()).why()).contains(because);
    }

    @SafeVarargs
    static MonitorState seeing(Token token, UnaryOperator<MonitorState>... healths) {
        MonitorState state = MonitorState.initial().saw(token, 0);
        for (UnaryOperator<MonitorState> health : healths) {
            state = health.apply(state);
        }
        return state;
    }

    static UnaryOperator<MonitorState> up(RegionId region) {
        return state -> state.succeeded(region, probe(0), health());
    }

    static UnaryOperator<MonitorState> down(RegionId region) {
        return state -> {
            MonitorState failing = state.succeeded(region, probe(0), health());
            for (int sent = 0; sent <= 1_000; sent += 250) {
                failing = failing.failed(region, probe(sent), "refused", health());
            }
            return failing;
        };
    }

    static ProbeTime probe(long atMillis) {
        long at = Duration.ofMillis(atMillis).toNanos();
        return new ProbeTime(at, at);
    }

    static HealthPolicy health() {
        return HealthPolicy.DEFAULT;
    }

    static MonitorPolicy policy(SwitchPolicy switching, boolean fenced) {
        return new MonitorPolicy(
                switching, health(), fenced, Duration.ofSeconds(30), 10, MonitorPolicy.UNLIMITED, null);
    }

    static Token switched(Token token, RegionId to, Audit by) {
        return legal(legal(token.beginHandover(to, by)).completeHandover(to, by));
    }

    static Token resynced(Token token, RegionId region) {
        return token.sync(region) == Sync.IN_SYNC ? token : caughtUp(token, region);
    }

    static Token caughtUp(Token token, RegionId region) {
        Token begun = legal(token.beginCatchUp(region, ALICE));
        return legal(begun.promote(region, begun.episode(region), ALICE));
    }

    static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.rule() + ": " + refused.why());
        });
    }

    static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
