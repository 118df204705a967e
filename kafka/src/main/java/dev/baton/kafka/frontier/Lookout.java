package dev.baton.kafka.frontier;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.LogExtent;
import dev.baton.core.frontier.Round;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks once an hour at what the logs of all regions still hold, so that the frontiers of an owner can forget producers whose
 * events are gone from everywhere (rule D). Where nobody answers, nothing is forgotten.
 *
 * <p>For one thread, which never waits.
 */
public final class Lookout {

    /**
     * An owner looks no earlier than this after it has learnt of a round: so looks are this far apart also where owners change,
     * and no clock of one machine is compared with that of another.
     */
    static final long INTERVAL_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Tells what the regions' logs hold. */
    public interface Scout {

        /**
         * What each region's log holds; empty unless all regions answer and are IN_SYNC before and after. May block for some
         * seconds.
         */
        Optional<SortedMap<RegionId, LogExtent>> look(LogId log);
    }

    private final Scout scout;
    private final Executor worker;
    private final LongSupplier nanoTime;
    private final Map<LogId, Watch> watches = new HashMap<>();

    /** What is known of one log, and what was asked about it. */
    private static final class Watch {

        private final Round round;
        private long due;
        private @Nullable CompletableFuture<Optional<SortedMap<RegionId, LogExtent>>> look;

        Watch(Round round, long due) {
            this.round = round;
            this.due = due;
        }
    }

    /** One thread at a time, and none while there is nothing to ask. */
    private static Executor newWorker() {
        ThreadPoolExecutor worker =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "baton-lookout");
                    thread.setDaemon(true);
                    return thread;
                });
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }

    /** Looks at the regions of this installation, by the real clock. */
    public static Lookout of(Installation installation) {
        LogScout scout = new LogScout(
                installation.tokens(),
                installation.config().regions().keySet(),
                each -> new KafkaRegionLogs(installation, each));
        return new Lookout(scout, newWorker(), System::nanoTime);
    }

    /** {@code scout} is called by {@code worker}. */
    public Lookout(Scout scout, Executor worker, LongSupplier nanoTime) {
        this.scout = scout;
        this.worker = worker;
        this.nanoTime = nanoTime;
    }

    /** To be called before the frontier of an owned log is stored; it may forget producers. */
    public void tend(LogId log, Frontier frontier) {
        long now = nanoTime.getAsLong();
        Watch watch = watches.get(log);
        if (watch == null || !watch.round.equals(frontier.round())) {
            watches.put(log, new Watch(frontier.round(), now + INTERVAL_NANOS));
        } else if (watch.look == null && now - watch.due >= 0) {
            watch.look = CompletableFuture.supplyAsync(() -> scout.look(log), worker);
        } else if (watch.look != null && watch.look.isDone()) {
            watch.look.join().ifPresent(frontier::look);
            watch.look = null;
            watch.due = now + INTERVAL_NANOS;
        }
    }
}
