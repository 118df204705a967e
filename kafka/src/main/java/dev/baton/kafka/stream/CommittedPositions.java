package dev.baton.kafka.stream;

import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.runtime.stream.GroupPositions;
import dev.baton.runtime.stream.StreamService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The positions that a consumer commits where its service keeps none. Written by a thread of its own, every {@value #EVERY_SECONDS} s at most
 * unless somebody waits for it: two requests to the token's store each time. For one thread.
 */
final class CommittedPositions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommittedPositions.class);
    private static final long EVERY_SECONDS = 30;

    private final StreamService service;
    private final GroupPositions positions;
    private final ThreadPoolExecutor writer;
    private long nextNanos;

    CommittedPositions(StreamService service, GroupPositions positions) {
        this.service = service;
        this.positions = positions;
        this.nextNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVERY_SECONDS);
        // One write under way and one that waits: a newer one makes it needless.
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(1),
                task -> {
                    Thread thread = new Thread(task, "baton-positions");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardOldestPolicy());
    }

    /**
     * Of those partitions that have one.
     *
     * @throws BatonException if the region or the store does not answer
     */
    Map<TopicPartition, OffsetAndMetadata> of(Collection<TopicPartition> partitions) {
        SortedMap<LogId, TopicPartition> logs = new TreeMap<>();
        partitions.forEach(each -> logs.put(log(each), each));
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        positions
                .of(logs.keySet())
                .forEach((log, position) ->
                        committed.put(Objects.requireNonNull(logs.get(log)), new OffsetAndMetadata(position)));
        return committed;
    }

    /** By a name that a stream which is made anew does not have. */
    private LogId log(TopicPartition partition) {
        return new LogId(service.identity(partition.topic()), partition.partition());
    }

    /** Now and then. */
    void offer(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (System.nanoTime() - nextNanos >= 0) {
            var unused = submit(offsets);
        }
    }

    /** Waits for {@code atMost}; that it did not work is only logged. */
    void write(Map<TopicPartition, OffsetAndMetadata> offsets, Duration atMost) {
        try {
            submit(offsets).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().addKeyValue("event", "positions-not-written").log(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<?> submit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        nextNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVERY_SECONDS);
        Map<TopicPartition, OffsetAndMetadata> now = Map.copyOf(offsets);
        return writer.submit(() -> {
            SortedMap<LogId, Long> logs = new TreeMap<>();
            now.forEach((partition, offset) -> logs.put(log(partition), offset.offset()));
            positions.write(logs);
        });
    }

    /** What was handed over may still be written. */
    @Override
    public void close() {
        writer.shutdown();
    }
}
