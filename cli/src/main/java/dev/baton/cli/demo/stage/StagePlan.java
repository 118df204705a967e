package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.HandoverMode;
import java.nio.file.Path;
import java.util.List;

/**
 * What the stage is like. Immutable.
 *
 * @param directory everything that its processes write; made already
 * @param regions the first one starts with the baton
 * @param stream that is written and processed
 * @param partitions of the stream
 * @param processors in each region
 * @param handover when a handover may be completed
 */
public record StagePlan(
        Path directory, List<RegionId> regions, String stream, int partitions, int processors, HandoverMode handover) {

    /** The name of the installation: the token carries it. */
    static final String NAME = "demo";

    /** The group of all processors. */
    static final String GROUP = "demo";

    public StagePlan {
        directory = directory.toAbsolutePath().normalize();
        regions = List.copyOf(regions);
    }

    Path logs() {
        return directory.resolve("logs");
    }
}
