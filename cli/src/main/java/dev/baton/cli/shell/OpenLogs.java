package dev.baton.cli.shell;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.runtime.verify.Verify;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of every region of an installation, closed together. Safe for several threads as far as these are.
 *
 * @param byRegion all of them
 * @param journals of their catch-ups
 */
public record OpenLogs(SortedMap<RegionId, RegionLogs> byRegion, JournalStore journals) implements AutoCloseable {

    public OpenLogs {
        byRegion = Collections.unmodifiableSortedMap(new TreeMap<>(byRegion));
    }

    /** Those of {@code installation}, which stays open longer; nothing is connected before it is asked. */
    public static OpenLogs of(Installation installation) {
        SortedMap<RegionId, RegionLogs> logs = new TreeMap<>();
        installation
                .config()
                .regions()
                .keySet()
                .forEach(region -> logs.put(region, new KafkaRegionLogs(installation, region)));
        return new OpenLogs(
                logs,
                new JournalStore(installation.store(), installation.config().name()));
    }

    /** These regions, ready to be compared now. */
    public List<Verify.Region> toCompare(List<RegionId> regions) {
        return regions.stream()
                .map(region -> new Verify.Region(Objects.requireNonNull(byRegion.get(region)), journals.read(region)))
                .toList();
    }

    /** All regions, ready to be compared now. */
    public List<Verify.Region> toCompare() {
        return toCompare(List.copyOf(byRegion.keySet()));
    }

    @Override
    public void close() {
        byRegion.values().forEach(RegionLogs::close);
    }
}
