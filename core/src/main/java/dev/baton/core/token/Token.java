package dev.baton.core.token;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one record that says who holds the baton. Immutable; changed only by compare-and-set of a {@link Transition}.
 *
 * <p>The methods below are all the changes there are; whatever is not legal now is refused with the rule that forbids it.
 * {@code X} stands for any region, {@code A} for the active one.
 *
 * <table>
 * <caption>Legal changes</caption>
 * <tr><th>change</th><th>only if</th><th>effect</th></tr>
 * <tr><td>demote(X)</td><td>X is not OUT, another region is IN_SYNC</td><td>X OUT</td></tr>
 * <tr><td>beginCatchUp(X)</td><td>X is OUT, X is not A unless a handover has begun and the caller has waited
 *     (rule C, step 0)</td>
 *     <td>X CATCHING_UP, next episode</td></tr>
 * <tr><td>promote(X)</td><td>X is CATCHING_UP in the episode that the caller has ended</td><td>X IN_SYNC</td></tr>
 * <tr><td>beginHandover(X)</td><td>none has begun, or one whose target is not IN_SYNC (which is redirected); X is IN_SYNC and
 *     not A, or X is A and not IN_SYNC (in place)</td>
 *     <td>nobody's gate is open</td></tr>
 * <tr><td>completeHandover(X)</td><td>it was begun to X, X is IN_SYNC; the caller has waited (rule H)</td>
 *     <td>X active, next term</td></tr>
 * <tr><td>abortHandover</td><td>one has begun, A is IN_SYNC</td><td>A active, next term</td></tr>
 * <tr><td>forceHandover(X)</td><td>as beginHandover, but X is not IN_SYNC; an operator overrides rule S</td>
 *     <td>X IN_SYNC by decree, all others OUT, handover to X begun</td></tr>
 * </table>
 *
 * <p>A term begins at rest: gates of the active region may open. Once a handover has begun, no gate opens in that term again, whatever
 * becomes of the handover; its end is the end of the term. So whoever sees a handover twice in one term knows that no gate has been
 * open in between, also if versions were missed (rule H).
 *
 * @param name of the Baton installation, so that a token is never mistaken for another's
 * @param version grows by one on every write
 * @param term grows by one each time a handover ends, wherever the baton then is
 * @param active the region that holds the baton
 * @param handoverTo where the baton is going, null when it rests
 * @param regions every region, in order of name; at least one is IN_SYNC
 * @param ttl how long a view may be relied on (rule V); 100 ms to 1 h
 * @param audit who wrote this version and why
 */
public record Token(
        String name,
        long version,
        Term term,
        RegionId active,
        @Nullable RegionId handoverTo,
        SortedMap<RegionId, RegionState> regions,
        Duration ttl,
        Audit audit) {

    /** The format that this release writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    private static final Duration MIN_TTL = Duration.ofMillis(100);
    private static final Duration MAX_TTL = Duration.ofHours(1);
    private static final Duration MIN_MARGIN = Duration.ofMillis(100);
    private static final int MARGIN_FRACTION = 10;

    public Token {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: must not be blank");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version: " + version + " is not a version; versions start at 1");
        }
        regions = inOrderOfName(regions);
        if (!regions.containsKey(active)) {
            throw new IllegalArgumentException("active: '" + active + "' is none of the regions " + regions.keySet());
        }
        if (handoverTo != null && !regions.containsKey(handoverTo)) {
            throw new IllegalArgumentException(
                    "handoverTo: '" + handoverTo + "' is none of the regions " + regions.keySet());
        }
        if (regions.values().stream().noneMatch(state -> state.sync() == Sync.IN_SYNC)) {
            throw new IllegalArgumentException("regions: none of " + regions.keySet() + " is IN_SYNC");
        }
        if (handoverTo == null && regions.get(active).sync() == Sync.CATCHING_UP) {
            throw new IllegalArgumentException(
                    "active: '" + active + "' is CATCHING_UP, which it may only be during a handover (rule C)");
        }
        if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("ttl: " + ttl + " is out of range; use 100 ms to 1 h");
        }
    }

    /** The first token: every region IN_SYNC, {@code active} processing in term 1. Written by put-if-absent only. */
    public static Token first(String name, Collection<RegionId> regions, RegionId active, Duration ttl, Audit audit) {
        SortedMap<RegionId, RegionState> states = new TreeMap<>();
        regions.forEach(region -> states.put(region, new RegionState(Sync.IN_SYNC, audit.at(), 0)));
        return new Token(name, 1, new Term(1), active, null, states, ttl, audit);
    }

    /** Stop requiring {@code region}: it does not answer. */
    public Transition demote(RegionId region, Audit by) {
        Optional<Transition> refusal = refuseUnknown(region);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (sync(region) == Sync.OUT) {
            return refused("demote", region + " is OUT already");
        }
        if (!anotherInSync(region)) {
            return refused(
                    "I1", region + " cannot be demoted: no other region is IN_SYNC, so nothing could be acknowledged");
        }
        return legal(active, handoverTo, term, with(region, Sync.OUT, by.at()), by);
    }

    /**
     * Step 1 of rule C: write to {@code region} again, in a new episode. Its gate must be closed for certain (step 0): if it is
     * active, or was until a handover that was completed without a wait (fenced sinks), the caller has seen every consumer there
     * stop or has waited {@link #viewsExpireIn()} since the handover began.
     */
    public Transition beginCatchUp(RegionId region, Audit by) {
        Optional<Transition> refusal = refuseUnknown(region);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (sync(region) != Sync.OUT) {
            return refused("C", region + " is " + sync(region) + "; only a region that is OUT catches up");
        }
        if (region.equals(active) && handoverTo == null) {
            return refused("C", region + " is active; begin a handover first, so that its gate is closed");
        }
        SortedMap<RegionId, RegionState> next = new TreeMap<>(regions);
        next.put(region, new RegionState(Sync.CATCHING_UP, by.at(), episode(region) + 1));
        return legal(active, handoverTo, term, next, by);
    }

    /**
     * Step 5 of rule C: {@code region} holds everything again.
     *
     * @param episode that has made it whole; whoever was late must not promote what a later episode has only begun to copy
     */
    public Transition promote(RegionId region, long episode, Audit by) {
        Optional<Transition> refusal = refuseUnknown(region);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (sync(region) != Sync.CATCHING_UP) {
            return refused("C", region + " is " + sync(region) + "; only a region that is CATCHING_UP is promoted");
        }
        if (episode(region) != episode) {
            return refused(
                    "C",
                    region + " is CATCHING_UP in episode " + episode(region) + ", not " + episode
                            + "; only the episode under way promotes it");
        }
        return legal(active, handoverTo, term, with(region, Sync.IN_SYNC, by.at()), by);
    }

    /**
     * First step of rule H: from now on nobody's gate is open. A handover whose target is not IN_SYNC any more is redirected like
     * this, as it can be neither completed nor, if the active region is not IN_SYNC either, aborted; whoever waits for views to
     * expire goes on waiting.
     */
    public Transition beginHandover(RegionId to, Audit by) {
        Optional<Transition> refusal = refuseUnknown(to).or(this::refuseSecondHandover);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean inPlace = to.equals(active);
        if (inPlace && to.equals(handoverTo)) {
            return refused("H", "a handover in place to " + to + " has begun already");
        }
        if (inPlace && sync(to) == Sync.IN_SYNC) {
            return refused("H", to + " holds the baton already and is IN_SYNC");
        }
        if (!inPlace && sync(to) != Sync.IN_SYNC) {
            return refused("S", to + " is " + sync(to) + "; only a region that is IN_SYNC may become active");
        }
        return legal(active, to, term, regions, by);
    }

    /** Second step of rule H; the caller has seen every consumer stop, or has waited {@link #viewsExpireIn()}. */
    public Transition completeHandover(RegionId to, Audit by) {
        if (!to.equals(handoverTo)) {
            return refused(
                    "H",
                    handoverTo == null
                            ? "no handover has begun"
                            : "the handover is to " + handoverTo + ", not to " + to);
        }
        if (sync(to) != Sync.IN_SYNC) {
            return refused("S", to + " is " + sync(to) + "; only a region that is IN_SYNC may become active");
        }
        return legal(to, null, term.next(), regions, by);
    }

    /**
     * The baton stays where it is, in a new term: the log may have been caught up in place meanwhile, so that it is read in another
     * order than in the old one. Only where the log is whole: one that was written to in a catch-up that did not end has a hole before
     * those events, and its gate must not open on them.
     */
    public Transition abortHandover(Audit by) {
        if (handoverTo == null) {
            return refused("H", "no handover has begun");
        }
        if (sync(active) != Sync.IN_SYNC) {
            String instead = sync(handoverTo) == Sync.IN_SYNC
                    ? "complete the handover to " + handoverTo
                    : "hand over to " + anyInSync();
            return refused(
                    "C",
                    active + " is " + sync(active) + ", so events may be missing in the middle of its log; " + instead);
        }
        return legal(active, null, term.next(), regions, by);
    }

    /**
     * An operator overrides rule S: {@code to} counts as IN_SYNC by decree and every other region as OUT, and the handover begins.
     * Acknowledged events that only the others have take effect when those regions have caught up again, not before; if {@code to}
     * was being caught up, they are missing in the middle of its log, and order is lost.
     */
    public Transition forceHandover(RegionId to, Audit by) {
        Optional<Transition> refusal = refuseUnknown(to).or(this::refuseSecondHandover);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (sync(to) == Sync.IN_SYNC) {
            return refused("S", to + " is IN_SYNC; nothing needs to be forced");
        }
        SortedMap<RegionId, RegionState> next = new TreeMap<>();
        regions.forEach(
                (region, state) -> next.put(region, state.with(region.equals(to) ? Sync.IN_SYNC : Sync.OUT, by.at())));
        return legal(active, to, term, next, by);
    }

    /** The sync of {@code region}, which must be one of {@link #regions()}. */
    public Sync sync(RegionId region) {
        return state(region).sync();
    }

    /** The number of the latest catch-up of {@code region}, 0 before the first; it must be one of {@link #regions()}. */
    public long episode(RegionId region) {
        return state(region).episode();
    }

    /** True if views of this token let {@code region} process. */
    public boolean admits(RegionId region) {
        return handoverTo == null && active.equals(region);
    }

    /**
     * How long to wait until every view read before a change has expired: ttl plus a margin for clocks that run at different
     * rates, the larger of a tenth of ttl and 100 ms (rule V).
     */
    public Duration viewsExpireIn() {
        Duration margin = ttl.dividedBy(MARGIN_FRACTION);
        return ttl.plus(margin.compareTo(MIN_MARGIN) > 0 ? margin : MIN_MARGIN);
    }

    private RegionState state(RegionId region) {
        RegionState state = regions.get(region);
        if (state == null) {
            throw new IllegalArgumentException("region: '" + region + "' is none of " + regions.keySet());
        }
        return state;
    }

    private boolean anotherInSync(RegionId region) {
        return regions.entrySet().stream()
                .anyMatch(other ->
                        !other.getKey().equals(region) && other.getValue().sync() == Sync.IN_SYNC);
    }

    /** There always is one. */
    private RegionId anyInSync() {
        return regions.keySet().stream()
                .filter(region -> sync(region) == Sync.IN_SYNC)
                .findFirst()
                .orElseThrow();
    }

    private SortedMap<RegionId, RegionState> with(RegionId region, Sync sync, Instant at) {
        SortedMap<RegionId, RegionState> next = new TreeMap<>(regions);
        next.put(region, state(region).with(sync, at));
        return next;
    }

    /** A map may come with an order of its own. */
    private static SortedMap<RegionId, RegionState> inOrderOfName(Map<RegionId, RegionState> regions) {
        SortedMap<RegionId, RegionState> sorted = new TreeMap<>();
        sorted.putAll(regions);
        return Collections.unmodifiableSortedMap(sorted);
    }

    private Optional<Transition> refuseUnknown(RegionId region) {
        return regions.containsKey(region)
                ? Optional.empty()
                : Optional.of(refused("regions", "'" + region + "' is none of the regions " + regions.keySet()));
    }

    private Optional<Transition> refuseSecondHandover() {
        if (handoverTo == null || sync(handoverTo) != Sync.IN_SYNC) {
            return Optional.empty();
        }
        String end = sync(active) == Sync.IN_SYNC ? "complete or abort it" : "complete it";
        return Optional.of(refused("H", "a handover to " + handoverTo + " has begun already; " + end + " first"));
    }

    private static Transition refused(String rule, String why) {
        return new Transition.Refused(rule, why);
    }

    private Transition legal(
            RegionId nextActive,
            @Nullable RegionId nextHandoverTo,
            Term nextTerm,
            SortedMap<RegionId, RegionState> nextRegions,
            Audit by) {
        return new Transition.Legal(
                new Token(name, Math.addExact(version, 1), nextTerm, nextActive, nextHandoverTo, nextRegions, ttl, by));
    }
}
