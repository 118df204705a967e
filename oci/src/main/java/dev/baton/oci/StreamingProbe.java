package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.Message;
import com.oracle.bmc.streaming.model.Stream;
import dev.baton.core.BatonException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionUnavailableException;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import dev.baton.runtime.monitor.RegionProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Probes OCI Streaming as a client of it: a mark goes into every partition of every stream and is read back from one partition of each,
 * in turn. Streams that the control plane calls DELETING, DELETED or FAILED fail too; that it does not answer is no failure, as it may be
 * down while messages flow. When writing or reading fails it is asked anew, to say why.
 *
 * <p>The steps: {@code write}, {@code read back}, and {@code control plane} only if it fails. Requests are made by a thread of its own, so that a probe ends in time.
 */
final class StreamingProbe implements RegionProbe {

    private final StreamingClients clients;
    private final Marks marks;
    private final List<String> streams;
    private final LifecycleWatch lifecycle;
    private final ThreadPoolExecutor worker;
    private @Nullable Future<ProbeResult> unfinished; // confined to the probing thread
    private int turn; // confined to the worker

    StreamingProbe(StreamingClients clients, Marks marks, Collection<String> streams) {
        this.clients = clients;
        this.marks = marks;
        this.streams = List.copyOf(streams);
        this.lifecycle = LifecycleWatch.start(clients, this.streams);
        this.worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
            Thread thread = new Thread(task, "baton-oci-probe-" + clients.region());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public ProbeResult probe(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!hasEnded(unfinished, timeout)) {
            return new ProbeResult.Failed(List.of(), "write", "the probe before has not ended yet");
        }
        try {
            Future<ProbeResult> current = worker.submit(this::attempt);
            unfinished = current;
            return current.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new ProbeResult.Failed(List.of(), "write", "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new ProbeResult.Failed(List.of(), "write", String.valueOf(e.getCause()));
        } catch (RejectedExecutionException e) {
            return new ProbeResult.Failed(List.of(), "write", "the probe is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ProbeResult.Failed(List.of(), "write", "interrupted");
        }
    }

    /** What is under way is never broken off: a first call, which opens clients and finds keys, would never come to its end. */
    private static boolean hasEnded(@Nullable Future<ProbeResult> earlier, Duration atMost) {
        if (earlier == null) {
            return true;
        }
        try {
            earlier.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    private ProbeResult attempt() {
        List<ProbeStep> done = new ArrayList<>();
        turn++;
        String step = "write";
        String stream = "";
        try {
            for (String each : streams) {
                stream = each;
                step = "write";
                long start = System.nanoTime();
                Found found = clients.stream(each);
                SortedMap<Integer, Long> left = marks.leave(
                        found, IntStream.range(0, found.partitions()).boxed().toList());
                done.add(new ProbeStep(step, Duration.ofNanos(System.nanoTime() - start)));
                step = "read back";
                start = System.nanoTime();
                readBack(found, left);
                done.add(new ProbeStep(step, Duration.ofNanos(System.nanoTime() - start)));
            }
            return lifecycle
                    .trouble()
                    .<ProbeResult>map(why -> new ProbeResult.Failed(done, "control plane", why))
                    .orElseGet(() -> new ProbeResult.Ok(done));
        } catch (InvalidConfigurationException e) {
            return new ProbeResult.Failed(done, "control plane", String.valueOf(e.getMessage()));
        } catch (BmcException | BatonException e) {
            return new ProbeResult.Failed(done, step, StreamingFailures.why(e) + state(stream));
        }
    }

    private void readBack(Found stream, SortedMap<Integer, Long> left) {
        int partition = turn % stream.partitions();
        long mark = left.getOrDefault(partition, -1L);
        String cursor = MessageReader.atOffset(stream, partition, mark);
        List<Message> messages = MessageReader.get(stream, cursor, 1).messages();
        if (messages.isEmpty() || messages.get(0).getOffset() != mark) {
            throw new RegionUnavailableException("what was written to partition " + partition + " cannot be read back");
        }
    }

    /** What the control plane says of the stream, if it is not just that it is active. */
    private String state(String stream) {
        try {
            Stream.LifecycleState state = clients.describe(stream).getLifecycleState();
            return state == Stream.LifecycleState.Active
                    ? "; the control plane calls the stream ACTIVE"
                    : "; the stream is " + state.getValue() + ", says the control plane";
        } catch (BmcException | BatonException e) {
            return "; the control plane does not answer either";
        }
    }

    @Override
    public void close() {
        lifecycle.close();
        worker.shutdownNow();
    }
}
