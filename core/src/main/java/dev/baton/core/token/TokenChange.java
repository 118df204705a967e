package dev.baton.core.token;

import dev.baton.core.RegionId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a write of the token has changed. Immutable.
 *
 * @param before the token of one version
 * @param after the token of a later version of the same installation, usually the next
 */
public record TokenChange(Token before, Token after) {

    public TokenChange {
        if (!before.name().equals(after.name()) || before.version() >= after.version()) {
            throw new IllegalArgumentException("after: version " + after.version() + " of '" + after.name()
                    + "' does not follow version " + before.version() + " of '" + before.name() + "'");
        }
    }

    /** What may happen to a region. */
    public enum Kind {

        /** From now on views let it process: it holds the baton, and no handover is under way. */
        ACTIVE,

        /** From now on they do not: a handover has begun, or another region holds the baton. */
        INACTIVE,

        /** Its sync is another one. */
        SYNC
    }

    /** One thing that has happened to one region. */
    public record Event(Kind kind, RegionId region) {}

    /** Everything that has happened to regions, in order of their names; empty if it is of no concern to any. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (RegionId region : after.regions().keySet()) {
            if (before.admits(region) != after.admits(region)) {
                events.add(new Event(after.admits(region) ? Kind.ACTIVE : Kind.INACTIVE, region));
            }
            if (!before.regions().containsKey(region) || before.sync(region) != after.sync(region)) {
                events.add(new Event(Kind.SYNC, region));
            }
        }
        return List.copyOf(events);
    }

    /** Each thing that has changed, before and after, as a clause for people; whoever wrote it and why is not among them. */
    public List<String> describe() {
        List<String> changed = new ArrayList<>();
        if (!before.active().equals(after.active())) {
            changed.add("active " + before.active() + " → " + after.active());
        }
        if (!before.term().equals(after.term())) {
            changed.add("term " + before.term() + " → " + after.term());
        }
        if (!handover(before).equals(handover(after))) {
            changed.add("handover " + handover(before) + " → " + handover(after));
        }
        after.regions().forEach((region, state) -> {
            RegionState was = before.regions().get(region);
            if (was == null || was.sync() != state.sync()) {
                changed.add(region + " " + (was == null ? "none" : was.sync()) + " → " + state.sync());
            }
        });
        if (!before.ttl().equals(after.ttl())) {
            changed.add(
                    "ttl " + before.ttl().toMillis() + " ms → " + after.ttl().toMillis() + " ms");
        }
        return List.copyOf(changed);
    }

    private static String handover(Token token) {
        return token.handoverTo() == null ? "none" : "to " + token.handoverTo();
    }
}
