package dev.baton.oci;

import dev.baton.core.RegionId;
import dev.baton.runtime.hook.HookAction;
import dev.baton.runtime.hook.HookCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps one run of an application going while a region may process, and none otherwise. It goes by what the change has led to and by
 * the runs that there are, so that it may be called any number of times: a run that goes is not started again, and one that has ended
 * is. The run is known by its name, {@code baton-<installation>-<hook>}.
 *
 * <p>It is done when the run is in progress, or when every run has ended. An attempt that is over before that has failed, and the next
 * one waits on for the same run.
 */
final class DataFlowAction implements HookAction {

    private final RegionId region;
    private final DataFlowRuns service;
    private final Duration poll;
    private final LongSupplier nanoTime;

    DataFlowAction(RegionId region, DataFlowRuns service, Duration poll, LongSupplier nanoTime) {
        this.region = region;
        this.service = service;
        this.poll = poll;
        this.nanoTime = nanoTime;
    }

    @Override
    public Outcome run(HookCall call, Duration deadline) {
        String name = "baton-" + call.change().after().name() + "-" + call.hook();
        long endsAt = nanoTime.getAsLong() + deadline.toNanos();
        try {
            return call.change().after().admits(region) ? start(name, call.version(), endsAt) : stop(name, endsAt);
        } catch (IOException e) {
            return new Outcome(Verdict.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(Verdict.FAILED, "given up, as the agent ends");
        }
    }

    private Outcome start(String name, long version, long endsAt) throws IOException, InterruptedException {
        List<DataFlowRuns.Run> runs = service.list(name);
        Optional<DataFlowRuns.Run> going =
                runs.stream().filter(DataFlowRuns.Run::isWanted).findFirst();
        // The same token until a run has ended: an answer that was lost leads to the run that it was about.
        DataFlowRuns.Run run =
                going.isPresent() ? going.get() : service.create(name, name + "-" + version + "-" + runs.size());
        while (!run.isInProgress()) {
            if (!run.isWanted()) {
                return new Outcome(Verdict.FAILED, run.id() + " was started and is " + run.state());
            }
            if (!pause(endsAt)) {
                return new Outcome(Verdict.FAILED, run.id() + " is still " + run.state());
            }
            run = service.get(run.id());
        }
        return new Outcome(Verdict.DONE, run.id() + " is " + run.state());
    }

    private Outcome stop(String name, long endsAt) throws IOException, InterruptedException {
        for (DataFlowRuns.Run run : service.list(name)) {
            if (run.isWanted()) {
                service.cancel(run.id());
            }
        }
        List<DataFlowRuns.Run> left = left(name);
        while (!left.isEmpty()) {
            if (!pause(endsAt)) {
                return new Outcome(
                        Verdict.FAILED,
                        left.get(0).id() + " is still " + left.get(0).state());
            }
            left = left(name);
        }
        return new Outcome(Verdict.DONE, "no run is left");
    }

    private List<DataFlowRuns.Run> left(String name) throws IOException, InterruptedException {
        return service.list(name).stream().filter(run -> !run.hasEnded()).toList();
    }

    /** False, at once, if there is no time left for it. */
    private boolean pause(long endsAt) throws InterruptedException {
        if (endsAt - nanoTime.getAsLong() <= poll.toNanos()) {
            return false;
        }
        Thread.sleep(poll.toMillis());
        return true;
    }
}
