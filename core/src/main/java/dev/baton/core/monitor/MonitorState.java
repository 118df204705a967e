package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that one monitor remembers. Immutable: each observation gives the next state. Every instant is of the monitor's own
 * monotonic clock.
 *
 * <p>Nothing of it is stored: a monitor that was restarted knows no health, has not begun to wait for views, and has forgotten
 * cool-down, budget and holds. That is safe, since none of them keeps a rule; they only guard against switching to and fro.
 */
public final class MonitorState {

    /** The window of the budget. */
    static final Duration DAY = Duration.ofDays(1);

    private final SortedMap<RegionId, Health> healths;
    private final @Nullable Sighting sighting;
    private final boolean tokenWentBack;
    private final List<Switch> switches;
    private final SortedMap<RegionId, Hold> holds;
    private final Testimony testimony;

    private MonitorState(
            SortedMap<RegionId, Health> healths,
            @Nullable Sighting sighting,
            boolean tokenWentBack,
            List<Switch> switches,
            SortedMap<RegionId, Hold> holds,
            Testimony testimony) {
        this.healths = healths;
        this.sighting = sighting;
        this.tokenWentBack = tokenWentBack;
        this.switches = switches;
        this.holds = holds;
        this.testimony = testimony;
    }

    /** The state of a monitor that has observed nothing yet. */
    public static MonitorState initial() {
        return new MonitorState(
                Collections.emptySortedMap(), null, false, List.of(), Collections.emptySortedMap(), Testimony.NONE);
    }

    /** A probe of {@code region} succeeded. */
    public MonitorState succeeded(RegionId region, ProbeTime probe, HealthPolicy policy) {
        return probed(region, health(region).succeeded(probe, policy), probe, policy);
    }

    /** A probe of {@code region} failed or was too slow. */
    public MonitorState failed(RegionId region, ProbeTime probe, String why, HealthPolicy policy) {
        return probed(region, health(region).failed(probe, why, policy), probe, policy);
    }

    /** The store was read: it holds, or held during the read that has just ended, {@code token}. */
    public MonitorState saw(Token token, long nowNanos) {
        Sighting last = sighting;
        if (last == null) {
            return new MonitorState(healths, new Sighting(token, nowNanos, false), false, switches, holds, testimony);
        }
        if (token.version() <= last.token().version()) {
            return new MonitorState(
                    healths, last, token.version() < last.token().version(), switches, holds, testimony);
        }
        List<Switch> known = recent(nowNanos);
        last.switchTo(token, nowNanos).ifPresent(known::add);
        return new MonitorState(
                healths, last.followedBy(token, nowNanos), false, known, holdsThatGoOn(last.token(), token), testimony);
    }

    /**
     * The registrations were listed <em>after</em> {@link #saw} had returned the state with {@code version}, and no consumer of
     * the active region was running. Without effect if another version has been seen since (rule H); but what was effective stays
     * so as long as that handover goes on.
     */
    public MonitorState consumersStopped(long version) {
        Sighting last = sighting;
        if (last == null || last.token().version() != version) {
            return this;
        }
        Sighting stopped = new Sighting(last.token(), last.firstSeenNanos(), true);
        return new MonitorState(healths, stopped, tokenWentBack, switches, holds, testimony);
    }

    /** Other monitors' reports were read, of which this is all that is known now. */
    public MonitorState heardMonitors(Reports now) {
        return heard(new Testimony(now, testimony.clients()));
    }

    /** Clients' reports were read, of which this is all that is known now. */
    public MonitorState heardClients(Reports now) {
        return heard(new Testimony(testimony.monitors(), now));
    }

    private MonitorState heard(Testimony now) {
        return new MonitorState(healths, sighting, tokenWentBack, switches, holds, now);
    }

    /** The votes about {@code region}, where this monitor's own is its health. */
    public Tally tally(RegionId region, Electorate electorate, long nowNanos) {
        return Tally.of(region, electorate, testimony, nowNanos).with(electorate.self(), Finding.of(health(region)));
    }

    /** The health of {@code region}; unknown if it was never probed. */
    public Health health(RegionId region) {
        return healths.getOrDefault(region, Health.UNKNOWN);
    }

    Sighting sighting() {
        Sighting last = sighting;
        if (last == null) {
            throw new IllegalStateException("A monitor decides only after it has seen the token");
        }
        return last;
    }

    /** True if the last read gave an older version than one before. */
    boolean tokenWentBack() {
        return tokenWentBack;
    }

    /** How long ago the baton moved, as far as this monitor has seen; a day if it has not. */
    Duration sinceSwitch(long nowNanos) {
        return switches.isEmpty()
                ? DAY
                : Duration.ofNanos(nowNanos - switches.get(switches.size() - 1).atNanos());
    }

    /** How many automatic switches there were within the last 24 hours. */
    long switchesOfTheDay(long nowNanos) {
        return recent(nowNanos).stream().mapToLong(Switch::automatic).sum();
    }

    /** How long until the oldest switch within the last 24 hours is older than that. */
    Duration budgetGrowsIn(long nowNanos) {
        return recent(nowNanos).stream()
                .findFirst()
                .map(oldest -> DAY.minusNanos(nowNanos - oldest.atNanos()))
                .orElse(DAY);
    }

    /** How long {@code region} has been IN_SYNC and not down, with no handover meanwhile, as far as this monitor has seen. */
    Duration heldFor(RegionId region, long nowNanos) {
        Hold hold = holds.get(region);
        return hold == null ? Duration.ZERO : Duration.ofNanos(nowNanos - hold.sinceNanos());
    }

    private List<Switch> recent(long nowNanos) {
        List<Switch> recent = new ArrayList<>(switches);
        recent.removeIf(each -> nowNanos - each.atNanos() >= DAY.toNanos());
        return recent;
    }

    private MonitorState probed(RegionId region, Health health, ProbeTime probe, HealthPolicy policy) {
        SortedMap<RegionId, Health> next = new TreeMap<>(healths);
        next.put(region, health);
        Sighting last = sighting;
        Hold hold = last != null && isHeld(last.token(), region)
                ? Hold.probed(holds.get(region), health, probe.endedNanos(), policy)
                : null;
        SortedMap<RegionId, Hold> nextHolds = new TreeMap<>(holds);
        nextHolds.remove(region);
        if (hold != null) {
            nextHolds.put(region, hold);
        }
        return new MonitorState(next, sighting, tokenWentBack, switches, nextHolds, testimony);
    }

    private SortedMap<RegionId, Hold> holdsThatGoOn(Token before, Token token) {
        SortedMap<RegionId, Hold> next = new TreeMap<>(holds);
        next.keySet().removeIf(region -> !token.term().equals(before.term()) || !isHeld(token, region));
        return next;
    }

    private static boolean isHeld(Token token, RegionId region) {
        return token.handoverTo() == null && token.regions().containsKey(region) && token.sync(region) == Sync.IN_SYNC;
    }
}
