package dev.baton.cli.shell;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.runtime.log.RegionLogs;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of every region of an installation, closed together. Safe for several threads as far as these are.
 *
 * @param byRegion all of them
 */
public record OpenLogs(SortedMap<RegionId, RegionLogs> byRegion) implements AutoCloseable {

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
        return new OpenLogs(logs);
    }

    @Override
    public void close() {
        byRegion.values().forEach(RegionLogs::close);
    }
}
