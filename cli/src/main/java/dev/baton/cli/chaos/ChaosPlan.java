package dev.baton.cli.chaos;

import dev.baton.cli.demo.stage.Processors;
import dev.baton.cli.demo.stage.StagePlan;
import dev.baton.runtime.config.HandoverMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run is like. Immutable.
 *
 * @param schedule what goes wrong
 * @param rounds how many at most
 * @param length after which no round begins
 * @param rate events per second of each producer
 * @param maxPause without effects, before that is a verdict
 * @param directory for logs and data; exists and is empty
 */
record ChaosPlan(Schedule schedule, int rounds, Duration length, int rate, Duration maxPause, Path directory) {

    static final int PRODUCERS = 2;

    private static final int PARTITIONS = 6;

    /**
     * Unlike an installation's: no cool-down and the largest budget of switches, or rounds would be held back; and a region has
     * more time to answer a probe, as all of it runs on one machine, which is busy.
     */
    private static final Map<String, String> MONITOR = Map.of(
            "coolDown", "0s",
            "switchesPerDay", "1000",
            "probeTimeout", "1s",
            "downAfter", "2s",
            "upAfter", "2s");

    /** A window that a loss fills, and little patience: full windows and refused sends are part of this. */
    private static final Map<String, String> PRODUCER =
            Map.of("buffer.memory", "262144", "max.block.ms", "500", "delivery.timeout.ms", "15000");

    StagePlan stage() {
        return new StagePlan(
                directory,
                schedule.regions(),
                new TreeSet<>(),
                "chaos",
                PARTITIONS,
                Processors.of(1),
                HandoverMode.WAIT,
                new TreeMap<>(MONITOR),
                new TreeMap<>(PRODUCER),
                List.of(StagePlan.ONLY_STORE));
    }
}
