package dev.baton.core.marker;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what is done for the markers, so that two of them never exist at once although any number of processes mirror (rule M).
 *
 * <p>A marker is created only for the region that the <em>claim</em> names, by a process that has read the claim less than half the
 * pause before; and only once the claim has stood for the whole pause, and all other markers were looked for and not found after
 * that. If a put takes effect within the other half of the pause, whatever was under way for an older claim has taken effect before
 * that look; and nothing can be under way for it afterwards, as the claim grows by compare-and-set. Deletes may be as late as they
 * like: they only remove, and what they remove wrongly is created again.
 *
 * <p>Stateless.
 */
public class MarkerRule {

    /** How often all is looked at when nothing changes: what somebody else deleted or wrote is put right after this time. */
    private static final Duration CHECK = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofMillis(200);

    private final Duration pause;

    /** The rule with this pause: how long none exists when the baton moves, and twice what a put may take. */
    public MarkerRule(Duration pause) {
        this.pause = pause;
    }

    /** The next step; after any but {@link MarkerStep.Rest} everything is looked at anew. */
    public MarkerStep next(MarkerLook look) {
        RegionId holder =
                look.token().admits(look.token().active()) ? look.token().active() : null;
        MarkerClaim claim = look.claim();
        if (claim == null || (claim.version() < look.token().version() && !Objects.equals(claim.holder(), holder))) {
            return new MarkerStep.Claim(new MarkerClaim(look.token().version(), holder));
        }
        if (!Objects.equals(claim.holder(), holder)) {
            return new MarkerStep.Rest(SOON); // another has seen a newer token
        }
        Optional<RegionId> wrong =
                look.present().stream().filter(region -> !region.equals(holder)).findFirst();
        if (wrong.isPresent()) {
            return new MarkerStep.Delete(wrong.get());
        }
        if (holder == null || !look.marked().contains(holder) || look.present().contains(holder)) {
            return new MarkerStep.Rest(CHECK);
        }
        Duration left = pause.minus(look.claimStoodFor());
        return left.compareTo(Duration.ZERO) > 0 ? new MarkerStep.Rest(left) : new MarkerStep.Create(holder);
    }

    /** True as long as a marker may be created on the strength of a claim that was asked for so long ago. */
    public boolean mayCreate(Duration sinceClaimWasAsked) {
        return sinceClaimWasAsked.compareTo(pause.dividedBy(2)) < 0;
    }
}
