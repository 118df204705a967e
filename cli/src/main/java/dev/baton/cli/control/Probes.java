package dev.baton.cli.control;

import dev.baton.core.RegionId;
import dev.baton.kafka.survey.Survey;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One probe of some regions, and how it is told. */
final class Probes {

    /** The first probe of a process loads classes and opens connections, which must not be held against a region. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration BETWEEN = Duration.ofMillis(250);

    private Probes() {}

    static SortedMap<RegionId, ProbeResult> of(BatonConfig config, Collection<RegionId> regions) {
        try (Survey survey = new Survey(config, PATIENCE)) {
            return survey.probe(regions);
        }
    }

    /** A probe that has not failed, or the last one if that takes longer than {@code patience}; at least one. */
    static ProbeResult untilOk(BatonConfig config, RegionId region, Duration patience) {
        long start = System.nanoTime();
        try (Survey survey = new Survey(config, PATIENCE)) {
            while (true) {
                ProbeResult result =
                        Objects.requireNonNull(survey.probe(List.of(region)).get(region));
                if (!(result instanceof ProbeResult.Failed) || System.nanoTime() - start >= patience.toNanos()) {
                    return result;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }
    }

    /** Completes a sentence such as "r1 …"; of a failure, only the reason. */
    static String describe(@Nullable ProbeResult result) {
        if (result instanceof ProbeResult.Failed failed) {
            return failed.describe();
        }
        if (result instanceof ProbeResult.Inconclusive inconclusive) {
            return "answers, but cannot be probed: " + inconclusive.why();
        }
        return result == null ? "was not probed" : "serves its clients (" + steps(result) + ")";
    }

    static String steps(ProbeResult result) {
        return result.steps().stream().map(Probes::step).collect(Collectors.joining(", "));
    }

    private static String step(ProbeStep step) {
        return step.name() + " " + step.took().toMillis() + " ms";
    }
}
