package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How it stands at one moment of a run. Immutable.
 *
 * @param elapsed since everything runs
 * @param token null if none was seen yet
 * @param acked events acknowledged so far
 * @param failed sends that failed so far
 * @param applied effects so far, by region
 * @param perSecond effects per second, lately
 */
record Snapshot(
        Duration elapsed,
        @Nullable Token token,
        long acked,
        long failed,
        SortedMap<String, Long> applied,
        long perSecond) {

    /** Who holds the baton, in words. */
    String baton() {
        Token known = token;
        if (known == null) {
            return "no token yet";
        }
        RegionId to = known.handoverTo();
        String holder = to == null
                ? known.active() + " holds the baton"
                : "the baton is on its way from " + known.active() + " to " + to;
        return holder + " (term " + known.term() + ")";
    }

    /** How the regions' logs stand, in words. */
    String syncs() {
        Token known = token;
        return known == null
                ? ""
                : known.regions().entrySet().stream()
                        .map(region -> region.getKey() + " " + region.getValue().sync())
                        .collect(Collectors.joining(", "));
    }

    long appliedBy(String region) {
        return applied.getOrDefault(region, 0L);
    }

    long appliedByAll() {
        return applied.values().stream().mapToLong(Long::longValue).sum();
    }
}
