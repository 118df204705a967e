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
    private final Electorate electorate;
    private final MonitorState state;
    private final Sighting sighting;
    private final Token token;
    private final Signature signature;
    private final long nowNanos;

    Deliberation(MonitorPolicy policy, Electorate electorate, MonitorState state, Signature signature, long nowNanos) {
        this.policy = policy;
        this.electorate = electorate;
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
        return to == null ? firstOf(firstOf(demotion(), switching()), failback()) : firstOf(handover(to), demotion());
    }

    /** Rule 1. */
    private Verdict handover(RegionId to) {
        Optional<String> lost = whyLost(to);
        if (lost.isPresent()) {
            return instead(to, lost.get());
        }
        if (token.sync(to) != Sync.IN_SYNC || isReplaceable(to)) {
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

    /** What else can be done with the baton when it cannot, or shall not, go to {@code to}. */
    private Verdict instead(RegionId to, String lost) {
        RegionId active = token.active();
        if (token.sync(active) == Sync.IN_SYNC) {
            Audit audit = signature.because("handover to " + to + " aborted: " + lost);
            return Verdict.of(write(Change.ABORT_HANDOVER, to, token.abortHandover(audit)));
        }
        String nowhere = to.equals(active) ? "" : ", and " + active + " is " + token.sync(active);
        return takeOver("the handover to " + to + " cannot go on, as " + lost + nowhere);
    }

    /** Empty as long as the handover can be completed, or will be when its region has been caught up in place. */
    private Optional<String> whyLost(RegionId to) {
        RegionId active = token.active();
        if (token.sync(to) != Sync.IN_SYNC) {
            return to.equals(active) ? whyDown(to) : Optional.of(to + " is " + token.sync(to));
        }
        return !to.equals(active) && isGood(active)
                ? whyDown(to).map(why -> why + ", and " + active + " is up")
                : Optional.empty();
    }

    /** True if {@code to}, which is IN_SYNC, shall be demoted (rule 2), so that the handover can be redirected. */
    private boolean isReplaceable(RegionId to) {
        return whyDown(to).isPresent() && firstGood(candidate -> !candidate.equals(to)) != null;
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
            if (token.sync(region) != Sync.OUT) {
                Optional<String> down = whyDown(region);
                verdict = firstOf(verdict, down.isPresent() ? demotion(region, down.get()) : minority(region));
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

    /** Some say that it is down, and too few do: said, so that nobody wonders, and so that their network is looked at. */
    private Verdict minority(RegionId region) {
        Tally tally = tally(region);
        return tally.members(Opinion.DOWN).isEmpty()
                ? Verdict.of(NOTHING)
                : Verdict.of(new Decision.Held(region + " is not taken for down, as that takes " + tally.majority()
                        + " of " + tally.size() + " monitors: " + tally.describeMinority()));
    }

    /** Rule 3. */
    private Verdict switching() {
        RegionId active = token.active();
        Optional<String> down = whyDown(active);
        if (down.isEmpty() && token.sync(active) == Sync.IN_SYNC) {
            return Verdict.of(NOTHING);
        }
        return takeOver(down.orElse(active + " is " + token.sync(active)));
    }

    /** To the first good region, rather to one whose consumers are not far behind; but if there is none of these, to one that is. */
    private Verdict takeOver(String why) {
        Predicate<RegionId> another = candidate -> !candidate.equals(token.active());
        RegionId near = firstGood(another.and(this::isWithinLagLimit));
        RegionId to = near == null ? firstGood(another) : near;
        if (to == null) {
            return Verdict.of(new Decision.Held(why
                    + ", and no other region is IN_SYNC and up to take over. Bring one back, or see failover --force"));
        }
        return begin(to, why, why + "; " + to + " is up");
    }

    /** Rule 4. */
    private Verdict failback() {
        Failback failback = policy.failback();
        if (failback == null || !token.regions().containsKey(failback.home())) {
            return Verdict.of(NOTHING);
        }
        RegionId home = failback.home();
        if (home.equals(token.active()) || !isGood(home) || !isGood(token.active())) {
            return Verdict.of(NOTHING);
        }
        Duration left = failback.after().minus(state.heldFor(home, nowNanos));
        if (left.compareTo(Duration.ZERO) > 0) {
            return new Verdict(NOTHING, left);
        }
        String why = home + " is the home region and has been IN_SYNC and up for "
                + failback.after().toSeconds() + " s";
        if (!isWithinLagLimit(home)) {
            return Verdict.of(new Decision.Held(why + ", but " + whyTooFarBehind(home)));
        }
        return begin(home, why, why);
    }

    /** Begins a handover as far as policy, cool-down and budget allow. */
    private Verdict begin(RegionId to, String why, String reason) {
        if (policy.switching() == SwitchPolicy.MANUAL) {
            return Verdict.of(new Decision.Held(why + ", and " + to
                    + " could take over; the policy is manual. Switch over to " + to + " if that is right"));
        }
        Duration coolDown = policy.coolDown().minus(state.sinceSwitch(nowNanos));
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
        Audit audit = signature.because(reason);
        return Verdict.of(write(Change.BEGIN_HANDOVER, to, token.beginHandover(to, audit)));
    }

    /** Empty unless the region is down; otherwise a clause for people. */
    private Optional<String> whyDown(RegionId region) {
        Tally tally = tally(region);
        return tally.isDown() ? Optional.of(region + " is down (" + tally.describeDown() + ")") : Optional.empty();
    }

    private Tally tally(RegionId region) {
        return state.tally(region, electorate, nowNanos);
    }

    private boolean isWithinLagLimit(RegionId region) {
        return tally(region).clients().lag() <= policy.lagLimit();
    }

    /** Without the figure, which changes all the time. */
    private String whyTooFarBehind(RegionId region) {
        return tally(region).clients().lag() == ClientsWord.UNKNOWN_LAG
                ? "no consumer of " + region + " tells how many events it has yet to read"
                : "a consumer of " + region + " has more than " + policy.lagLimit() + " events yet to read";
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
        return token.sync(region) == Sync.IN_SYNC && tally(region).isUp();
    }

    private static Decision write(Change change, RegionId region, Transition transition) {
        return transition.fold(
                next -> new Decision.Write(change, region, next),
                refused -> new Decision.Held(
                        change.verb() + " " + region + " is refused by rule " + refused.rule() + ": " + refused.why()));
    }

    /** The first that writes; else the first that has something to say. To be asked again when either wants to be. */
    private static Verdict firstOf(Verdict first, Verdict second) {
        boolean secondWins = first.decision() instanceof Decision.Nothing
                || second.decision() instanceof Decision.Write && !(first.decision() instanceof Decision.Write);
        boolean secondIsSooner = second.wakeAfter().compareTo(first.wakeAfter()) < 0;
        return new Verdict(
                secondWins ? second.decision() : first.decision(),
                secondIsSooner ? second.wakeAfter() : first.wakeAfter());
    }
}
