package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the demo does, in order of time. Immutable. */
record Script(List<Act> acts) {

    Script {
        acts = acts.stream().sorted(Comparator.comparing(Act::at)).toList();
    }

    /** What must be mended before it can be played, if anything. */
    Optional<String> problem(Collection<RegionId> regions, Duration length) {
        Set<RegionId> lost = new HashSet<>();
        for (Act act : acts) {
            RegionId region = act.region();
            if (act.at().compareTo(length) >= 0) {
                return Optional.of(act.describe() + ": the demo is over by then; use a longer --duration");
            }
            if (region == null) {
                continue;
            }
            if (!regions.contains(region)) {
                return Optional.of(act.describe() + ": there is no such region; use one of " + regions);
            }
            if (act.losesRegion() && !lost.add(region)) {
                return Optional.of(act.describe() + ": it is lost already; use --restore before");
            }
            if (act.deed() == Act.Deed.RESTORE && !lost.remove(region)) {
                return Optional.of(act.describe() + ": nothing has happened to it by then that could be undone");
            }
        }
        return Optional.empty();
    }

    /** The regions that are lost when all has been done. */
    Set<RegionId> lostAtEnd() {
        return endingWith(Act::losesRegion);
    }

    /** The regions that were lost and are back when all has been done. */
    Set<RegionId> backAtEnd() {
        return endingWith(act -> act.deed() == Act.Deed.RESTORE);
    }

    /** The regions that were lost or brought back, where the last of that was such. */
    private Set<RegionId> endingWith(Predicate<Act> last) {
        SortedMap<RegionId, Act> lastOf = new TreeMap<>();
        for (Act act : acts) {
            RegionId region = act.region();
            if (region != null && (act.losesRegion() || act.deed() == Act.Deed.RESTORE)) {
                lastOf.put(region, act);
            }
        }
        lastOf.values().removeIf(last.negate());
        return lastOf.keySet();
    }
}
