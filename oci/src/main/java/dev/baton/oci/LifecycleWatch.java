package dev.baton.oci;

import com.oracle.bmc.streaming.model.Stream.LifecycleState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the control plane says of streams, asked every five seconds on a thread of its own: no probe waits for it, and while it does not
 * answer its last word stands. Safe for use by several threads.
 */
final class LifecycleWatch implements AutoCloseable {

    private static final long EVERY_MILLIS = 5_000;
    private static final Set<LifecycleState> OVER =
            Set.of(LifecycleState.Deleting, LifecycleState.Deleted, LifecycleState.Failed);

    private final StreamingClients clients;
    private final List<String> streams;
    private final Map<String, LifecycleState> states = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    private LifecycleWatch(StreamingClients clients, List<String> streams) {
        this.clients = clients;
        this.streams = streams;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "baton-oci-lifecycle-" + clients.region());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Watches these streams until closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // look() ends by itself
    static LifecycleWatch start(StreamingClients clients, List<String> streams) {
        LifecycleWatch watch = new LifecycleWatch(clients, streams);
        watch.timer.scheduleWithFixedDelay(watch::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        for (String stream : streams) {
            try {
                states.put(
                        stream, Objects.requireNonNull(clients.describe(stream).getLifecycleState()));
            } catch (RuntimeException e) {
                // It says nothing, or this is being closed. What is thrown here would end the timer.
            }
        }
    }

    /** That a stream is deleted or about to be, if the control plane says so. */
    Optional<String> trouble() {
        for (String stream : streams) {
            LifecycleState state = states.get(stream);
            if (state != null && OVER.contains(state)) {
                return Optional.of("the stream '" + stream + "' is " + state.getValue() + ", says the control plane");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
