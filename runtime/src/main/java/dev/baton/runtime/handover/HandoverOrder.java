package dev.baton.runtime.handover;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wants the baton to be, and what may be done to get it there. Immutable.
 *
 * @param to the region that is to hold it
 * @param activeIsDown why the active region is to be demoted first; null if it answers
 * @param forced whether rule S may be overridden
 * @param reason for the audit
 */
public record HandoverOrder(RegionId to, @Nullable String activeIsDown, boolean forced, String reason) {

    /** One change of the token on the way, or the rule that forbids it. */
    public record Step(String what, Transition transition) {}

    /** The order of a planned switchover: only to a region that is IN_SYNC, and nobody is demoted. */
    public static HandoverOrder planned(RegionId to, String reason) {
        return new HandoverOrder(to, null, false, reason);
    }

    /** All changes from {@code token} until the handover has begun; the last may be a refusal. Nothing is written. */
    public List<Step> steps(Token token, Function<String, Audit> audits) {
        List<Step> steps = new ArrayList<>();
        Optional<Token> at = Optional.of(token);
        while (at.isPresent() && !hasBegun(at.get())) {
            Step step = next(at.get(), audits);
            steps.add(step);
            at = step.transition().fold(Optional::of, refused -> Optional.empty());
        }
        return steps;
    }

    /** True if nothing is left to do but to bring a handover to its end. */
    boolean hasBegun(Token token) {
        return to.equals(token.handoverTo()) && !mustForce(token);
    }

    /** The change that comes next while the handover has not begun; one to a region that was lost is redirected. */
    Step next(Token token, Function<String, Audit> audits) {
        RegionId active = token.active();
        if (mustForce(token)) {
            return new Step("force handover to " + to, token.forceHandover(to, audits.apply(reason)));
        }
        String begin = "begin handover to " + to;
        if (to.equals(active)) { // in place only to catch up, which nobody orders here
            return new Step(begin, new Transition.Refused("H", whyNotTo(active, token.handoverTo())));
        }
        Transition beginning = token.beginHandover(to, audits.apply(reason));
        if (activeIsDown != null && token.sync(active) != Sync.OUT && beginning instanceof Transition.Legal) {
            Audit audit = audits.apply(reason + "; " + active + " does not answer (" + activeIsDown + ")");
            return new Step("demote " + active, token.demote(active, audit));
        }
        return new Step(begin, beginning);
    }

    private boolean mustForce(Token token) {
        return forced && token.regions().containsKey(to) && token.sync(to) != Sync.IN_SYNC;
    }

    private static String whyNotTo(RegionId active, @Nullable RegionId handoverTo) {
        return handoverTo == null
                ? active + " holds the baton already"
                : "a handover from " + active + " to " + handoverTo + " has begun; abort it if the baton is to stay";
    }
}
