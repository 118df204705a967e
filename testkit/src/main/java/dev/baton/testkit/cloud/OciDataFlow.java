package dev.baton.testkit.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs of OCI Data Flow in one region, in memory; nothing is run. Safe for use by several threads.
 *
 * <p>A run is ACCEPTED at first, IN_PROGRESS after a while, and until it is cancelled or fails; then CANCELING for a while. How long
 * these take is the test's to say, as nobody documents it.
 */
public final class OciDataFlow {

    private final Clock clock;
    private final Duration starting;
    private final Duration stopping;
    private final List<Run> runs = new ArrayList<>();
    private final Map<String, Run> byRetryToken = new HashMap<>();

    /** Runs that take so long until they are IN_PROGRESS, and from CANCELING to CANCELED. */
    public OciDataFlow(Clock clock, Duration starting, Duration stopping) {
        this.clock = clock;
        this.starting = starting;
        this.stopping = stopping;
    }

    /** One run. Guarded by the region's lock. */
    private static final class Run {
        final String id;
        final String application;
        final String name;
        final Instant created;

        @Nullable
        Instant cancelled;

        boolean failed;

        Run(String id, String application, String name, Instant created) {
            this.id = id;
            this.application = application;
            this.name = name;
            this.created = created;
        }
    }

    /** A run as it is now. Immutable. */
    record View(String id, String application, String name, Instant created, String state) {}

    /** The states of all runs, in the order in which they were made. */
    public synchronized List<String> states() {
        return runs.stream().map(this::state).toList();
    }

    /** What is not over yet fails, as a driver that exits with an error does. */
    public synchronized void failAll() {
        runs.stream().filter(run -> !isOver(run)).forEach(run -> run.failed = true);
    }

    synchronized View create(String application, String name, Optional<String> retryToken) {
        Run known = retryToken.map(byRetryToken::get).orElse(null);
        if (known != null) {
            return view(known);
        }
        Run run = new Run("ocid1.dataflowrun.oc1.." + (runs.size() + 1), application, name, clock.instant());
        runs.add(run);
        retryToken.ifPresent(token -> byRetryToken.put(token, run));
        return view(run);
    }

    synchronized Optional<View> get(String id) {
        return run(id).map(this::view);
    }

    /** The latest first. */
    synchronized List<View> list() {
        List<View> views = new ArrayList<>();
        runs.forEach(run -> views.add(0, view(run)));
        return views;
    }

    /** False if it is over already. */
    synchronized boolean cancel(String id) {
        Run run = run(id).orElseThrow();
        if (isOver(run)) {
            return false;
        }
        if (run.cancelled == null) {
            run.cancelled = clock.instant();
        }
        return true;
    }

    private Optional<Run> run(String id) {
        return runs.stream().filter(run -> run.id.equals(id)).findFirst();
    }

    private View view(Run run) {
        return new View(run.id, run.application, run.name, run.created, state(run));
    }

    private boolean isOver(Run run) {
        return List.of("CANCELED", "FAILED").contains(state(run));
    }

    private String state(Run run) {
        Instant now = clock.instant();
        if (run.failed) {
            return "FAILED";
        }
        if (run.cancelled != null) {
            return now.isBefore(run.cancelled.plus(stopping)) ? "CANCELING" : "CANCELED";
        }
        return now.isBefore(run.created.plus(starting)) ? "ACCEPTED" : "IN_PROGRESS";
    }
}
