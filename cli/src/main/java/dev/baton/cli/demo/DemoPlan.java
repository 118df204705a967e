package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.Processors;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.HandoverMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the demo is like. Immutable.
 *
 * @param rate events per second
 * @param length how long the load lasts once everything runs
 * @param script what is done to the stage
 * @param input a file of rows, {@code -} for standard input, null for the flights that are shipped
 * @param keyColumn the column that is the key; null for the default
 * @param partitions of the stream
 * @param processors what processes in each region
 * @param handover when a handover may be completed
 * @param directory for logs and data; exists and is empty
 * @param reportFile where the report goes as JSON; null for nowhere
 * @param home to which the baton is brought back as soon as that is possible; null if it stays where it went
 * @param hasWitness whether a third monitor has a vote, outside of both regions
 * @param stays whether all is left running at the end
 * @param hasThreeStores whether the token has three stores, or one
 * @param onOci the regions that are emulated regions of OCI Streaming; the others have a Kafka broker
 */
record DemoPlan(
        int rate,
        Duration length,
        Script script,
        @Nullable String input,
        @Nullable String keyColumn,
        int partitions,
        Processors processors,
        HandoverMode handover,
        Path directory,
        @Nullable Path reportFile,
        @Nullable RegionId home,
        boolean hasWitness,
        boolean stays,
        boolean hasThreeStores,
        SortedSet<RegionId> onOci) {

    /** The name of the stream. */
    String stream() {
        return input == null ? "flights" : "events";
    }

    /** What serves streams in each region, for people. */
    String services() {
        return switch (onOci.size()) {
            case 0 -> "a broker";
            case 1 -> "a broker or an emulation of OCI Streaming";
            default -> "an emulation of OCI Streaming";
        };
    }

    String handoverName() {
        return handover.name().toLowerCase(Locale.ROOT);
    }

    /** What {@code baton.yaml} says of the monitors. */
    SortedMap<String, String> monitor() {
        return hasWitness ? new TreeMap<>(Map.of("members", "[r1, r2, " + Stage.WITNESS + "]")) : new TreeMap<>();
    }

    /** How many events the producer will be given, about. */
    long events() {
        return rate * Math.max(1, length.toSeconds());
    }
}
