package dev.baton.runtime.verify;

import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares one log as all regions have it. For one thread. */
final class Comparison {

    private final SortedMap<RegionId, Tally> tallies;

    Comparison(SortedMap<RegionId, Tally> tallies) {
        this.tallies = tallies;
    }

    /** How many events some region lacks; one that two regions lack counts twice. */
    long missing() {
        return lacking().values().stream().mapToLong(Frontier::events).sum();
    }

    /** True if {@code region} lacks an event. */
    boolean lacks(RegionId region) {
        return lacking().getOrDefault(region, new Frontier()).producers() > 0;
    }

    /** What was found. */
    Findings.Log findings() {
        SortedMap<RegionId, Frontier> lacking = lacking();
        Frontier notCommon = new Frontier();
        SortedMap<RegionId, RegionFindings> regions = new TreeMap<>();
        tallies.forEach((region, tally) -> {
            Frontier missing = lacking.getOrDefault(region, new Frontier());
            notCommon.addAll(missing);
            regions.put(region, tally.lacking(missing));
        });
        return new Findings.Log(wanted().events() - notCommon.events(), regions);
    }

    private SortedMap<RegionId, Frontier> lacking() {
        Frontier wanted = wanted();
        SortedMap<RegionId, Frontier> lacking = new TreeMap<>();
        tallies.forEach((region, tally) -> {
            Frontier missing = new Frontier();
            wanted.forEachMissingFrom(tally.seen(), missing::addRange);
            lacking.put(region, missing);
        });
        return lacking;
    }

    private Frontier wanted() {
        Frontier wanted = new Frontier();
        tallies.values().forEach(tally -> wanted.addAll(tally.judged()));
        return wanted;
    }
}
