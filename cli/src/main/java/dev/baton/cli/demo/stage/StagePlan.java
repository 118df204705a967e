package dev.baton.cli.demo.stage;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.HandoverMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the stage is like. Immutable.
 *
 * @param directory everything that its processes write; made already
 * @param regions the first one starts with the baton
 * @param onOci those of them that are emulated regions of OCI Streaming; the others are Kafka brokers
 * @param stream that is written and processed
 * @param partitions of the stream
 * @param processors what processes in each region
 * @param handover when a handover may be completed
 * @param monitor what the section {@code monitor} of {@code baton.yaml} says; nothing for the defaults
 * @param producer further properties of the producers
 * @param stores the names of the token's stores: one, which is a bucket of OCI if a region is on OCI, or three in processes of their own
 */
public record StagePlan(
        Path directory,
        List<RegionId> regions,
        SortedSet<RegionId> onOci,
        String stream,
        int partitions,
        Processors processors,
        HandoverMode handover,
        SortedMap<String, String> monitor,
        SortedMap<String, String> producer,
        List<String> stores) {

    /** The name of a store that is the only one. */
    public static final String ONLY_STORE = "token";

    /** The names of three. */
    public static final List<String> THREE_STORES = List.of("1", "2", "3");

    /** The name of the installation: the token carries it. */
    static final String NAME = "demo";

    /** The group of all processors. */
    static final String GROUP = "demo";

    public StagePlan {
        directory = directory.toAbsolutePath().normalize();
        regions = List.copyOf(regions);
        onOci = Collections.unmodifiableSortedSet(new TreeSet<>(onOci));
        stores = List.copyOf(stores);
        monitor = Collections.unmodifiableSortedMap(new TreeMap<>(monitor));
        producer = Collections.unmodifiableSortedMap(new TreeMap<>(producer));
    }

    List<LogId> logIds() {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new LogId(stream, partition))
                .toList();
    }

    Path logs() {
        return directory.resolve("logs");
    }
}
