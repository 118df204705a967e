package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision.Change;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One application of the rules of {@link Monitor} to one token at one instant. */
final class Deliberation {

    private static final Decision NOTHING = new Decision.Nothing();

    private final MonitorPolicy policy;
    private final MonitorState state;
    private final Sighting sighting;
    private final Token token;
    private final Signature signature;
    private final long nowNanos;

    Deliberation(MonitorPolicy policy, MonitorState state, Signature signature, long nowNanos) {
        this.policy = policy;
        this.state = state;
        this.sighting = state.sighting();
        this.token = sighting.token();
        this.signature = signature;
        this.nowNanos = nowNanos;
    }

    Verdict verdict() {
        if (state.tokenWentBack()) {
            return Verdict.of(
                    new Decision.Held(
                            "the token store has gone back to a version older than " + token.version()
                                    + ": it was restored or replaced. Nothing is decided from it; see that it holds the newest token"));
        }
        RegionId to = token.handoverTo();
        if (to == null) {
            return firstOf(demotion(), switching());
        }
        Verdict handover = handover(to);
        return handover.decision() instanceof Decision.Nothing
                ? new Verdict(demotion().decision(), handover.wakeAfter())
                : handover;
    }

    /** Rule 1. */
    private Verdict handover(RegionId to) {
        Optional<String> lost = whyLost(to);
        if (lost.isPresent()) {
            Audit audit = signature.because("handover to " + to + " aborted: " + lost.get());
            return Verdict.of(write(Change.ABORT_HANDOVER, to, token.abortHandover(audit)));
        }
        if (token.sync(to) != Sync.IN_SYNC) {
            return Verdict.of(NOTHING);
        }
        Optional<String> closed = whyEveryGateIsClosed();
        if (closed.isEmpty()) {
            return new Verdict(NOTHING, untilViewsExpire());
        }
        // The reason of the beginning is what people want to read afterwards.
        String reason = token.audit().reason() + "; " + closed.get();
        Transition complete = token.completeHandover(to, signature.onBehalfOf(token.audit(), reason));
        return Verdict.of(write(Change.COMPLETE_HANDOVER, to, complete));
    }

    private Optional<String> whyLost(RegionId to) {
        RegionId active = token.active();
        if (to.equals(active)) {
            return Optional.empty();
        }
        if (token.sync(to) != Sync.IN_SYNC) {
            return Optional.of(to + " is " + token.sync(to));
        }
        return isGood(active) ? whyDown(to).map(why -> why + ", and " + active + " is up") : Optional.empty();
    }

    /** Rule H: no gate of a view from before this handover is open any more, or it does not matter. */
    private Optional<String> whyEveryGateIsClosed() {
        if (policy.fenced()) {
            return Optional.of("no wait, every sink is fenced");
        }
        if (sighting.consumersStopped()) {
            return Optional.of("every consumer of " + token.active() + " has stopped");
        }
        Duration left = untilViewsExpire();
        return left.isZero() || left.isNegative()
                ? Optional.of("every view from before has expired")
                : Optional.empty();
    }

    private Duration untilViewsExpire() {
        return token.viewsExpireIn().minusNanos(nowNanos - sighting.firstSeenNanos());
    }

    /** Rule 2. */
    private Verdict demotion() {
        Verdict verdict = Verdict.of(NOTHING);
        for (RegionId region : token.regions().keySet()) {
            Optional<String> down = token.sync(region) == Sync.OUT ? Optional.empty() : whyDown(region);
            if (down.isPresent()) {
                verdict = firstOf(verdict, demotion(region, down.get()));
            }
        }
        return verdict;
    }

    private Verdict demotion(RegionId region, String why) {
        RegionId other = firstGood(candidate -> !candidate.equals(region));
        if (other == null) {
            return Verdict.of(
                    new Decision.Held(why + ", and no other region is IN_SYNC and up: it may be this monitor's own "
                            + "network. See whether it reaches the regions"));
        }
        Audit audit = signature.because(why + "; " + other + " is up");
        return Verdict.of(write(Change.DEMOTE, region, token.demote(region, audit)));
    }

    /** Rule 3. */
    private Verdict switching() {
        RegionId active = token.active();
        Optional<String> down = whyDown(active);
        if (down.isEmpty() && token.sync(active) == Sync.IN_SYNC) {
            return Verdict.of(NOTHING);
        }
        String why = down.orElse(active + " is " + token.sync(active));
        RegionId to = firstGood(candidate -> !candidate.equals(active));
        if (to == null) {
            return Verdict.of(new Decision.Held(why
                    + ", and no other region is IN_SYNC and up to take over. Bring one back, or see failover --force"));
        }
        if (policy.switching() == SwitchPolicy.MANUAL) {
            return Verdict.of(new Decision.Held(why + ", and " + to
                    + " could take over; the policy is manual. Switch over to " + to + " if that is right"));
        }
        Duration coolDown = policy.coolDown().minus(state.sinceTermChange(nowNanos));
        if (coolDown.compareTo(Duration.ZERO) > 0) {
            return new Verdict(
                    new Decision.Held(why + ", and " + to + " takes over when the cool-down of "
                            + policy.coolDown().toSeconds() + " s since the last switch is over"),
                    coolDown);
        }
        if (state.switchesOfTheDay(nowNanos) >= policy.switchesPerDay()) {
            return new Verdict(
                    new Decision.Held(
                            why + ", and " + to + " could take over; but there were " + policy.switchesPerDay()
                                    + " automatic switches in 24 h. Waiting for a person: switch over to " + to
                                    + " if that is right"),
                    state.budgetGrowsIn(nowNanos));
        }
        Audit audit = signature.because(why + "; " + to + " is up");
        return Verdict.of(write(Change.BEGIN_HANDOVER, to, token.beginHandover(to, audit)));
    }

    /** Empty unless the region is down; otherwise a clause for people. */
    private Optional<String> whyDown(RegionId region) {
        return state.health(region) instanceof Health.Down down
                ? Optional.of(region + " is down (" + down.why() + ")")
                : Optional.empty();
    }

    private @Nullable RegionId firstGood(Predicate<RegionId> condition) {
        return token.regions().keySet().stream()
                .filter(condition)
                .filter(this::isGood)
                .findFirst()
                .orElse(null);
    }

    /** Rule S, and known good: what was never seen up is not. */
    private boolean isGood(RegionId region) {
        return token.sync(region) == Sync.IN_SYNC && state.health(region) instanceof Health.Up;
    }

    private static Decision write(Change change, RegionId region, Transition transition) {
        return transition.fold(
                next -> new Decision.Write(change, region, next),
                refused -> new Decision.Held(
                        change.verb() + " " + region + " is refused by rule " + refused.rule() + ": " + refused.why()));
    }

    /** The first that writes; else the first that has something to say. */
    private static Verdict firstOf(Verdict first, Verdict second) {
        boolean secondWins = first.decision() instanceof Decision.Nothing
                || second.decision() instanceof Decision.Write && !(first.decision() instanceof Decision.Write);
        return secondWins ? second : first;
    }
}
