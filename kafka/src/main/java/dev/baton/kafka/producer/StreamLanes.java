package dev.baton.kafka.producer;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.BatonConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The lanes of every stream a producer has written to. Safe for use by several threads. */
final class StreamLanes {

    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final BatonConfig config;
    private final IntFunction<Lane> newLane;
    private final int stickyBytes;

    StreamLanes(BatonConfig config, IntFunction<Lane> newLane, int stickyBytes) {
        this.config = config;
        this.newLane = newLane;
        this.stickyBytes = stickyBytes;
    }

    /** The stream, once any region has told its partitions; {@code wakeWriters} makes them ask. */
    Stream get(String name, long maxBlockNanos, Runnable wakeWriters) throws InterruptedException {
        Stream stream = streams.get(name);
        if (stream == null) {
            config.topic(name, config.regions().firstKey()); // refuses a stream that is not configured
            stream = streams.computeIfAbsent(name, Stream::new);
            wakeWriters.run();
        }
        stream.awaitPartitions(maxBlockNanos);
        return stream;
    }

    /** Learns from one region what it knows of the streams; false if there is something that it does not know yet. */
    boolean learn(PlainProducer plain, RegionWriter.Settings settings) {
        boolean all = true;
        for (Stream stream : streams.values()) {
            all &= stream.learn(plain, settings);
        }
        return all;
    }

    boolean catchUp(PlainProducer plain) {
        boolean all = true;
        for (Stream stream : streams.values()) {
            for (Lane lane : stream.lanes) {
                all &= lane.catchUp(plain);
            }
        }
        return all;
    }

    void drain() {
        forEachLane(Lane::drain);
    }

    void abandon(Exception why) {
        forEachLane(lane -> lane.abandon(why));
    }

    void forEachLane(Consumer<Lane> action) {
        streams.values().forEach(stream -> {
            for (Lane lane : stream.lanes) {
                action.accept(lane);
            }
        });
    }

    /** Waits until everything sent so far is acknowledged or has failed; delivery timeouts bound it. */
    void awaitAll(long deadlineNanos) throws InterruptedException {
        for (Stream stream : streams.values()) {
            for (Lane lane : stream.lanes) {
                InFlight last = lane.last();
                if (last != null) {
                    awaitDone(last, deadlineNanos - System.nanoTime());
                }
            }
        }
    }

    private static void awaitDone(InFlight event, long nanos) throws InterruptedException {
        try {
            event.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return; // it failed, as the caller of send knows from the future; or the deadline of this wait has passed
        }
    }

    /** One stream: its lanes, as many as it has partitions in every region. */
    final class Stream {

        private final String name;
        private final Map<RegionId, Integer> partitionsByRegion = new ConcurrentHashMap<>();
        private volatile Lane[] lanes = {};
        private volatile @Nullable Partitioning partitioning;
        private volatile @Nullable String mismatch;

        Stream(String name) {
            this.name = name;
        }

        private boolean learn(PlainProducer plain, RegionWriter.Settings settings) {
            if (partitionsByRegion.containsKey(settings.region())) {
                return true;
            }
            int partitions = plain.partitions(settings.topic(name));
            if (partitions == 0) {
                return false;
            }
            learned(settings.region(), partitions);
            return true;
        }

        private synchronized void learned(RegionId region, int partitions) {
            partitionsByRegion.put(region, partitions);
            if (lanes.length == 0) {
                Lane[] made = new Lane[partitions];
                for (int i = 0; i < partitions; i++) {
                    made[i] = newLane.apply(i);
                }
                partitioning = new Partitioning(partitions, stickyBytes);
                lanes = made;
            } else if (lanes.length != partitions) {
                mismatch =
                        "Stream '" + name + "' has " + partitions + " partitions in " + region + " but " + lanes.length
                                + " in another region; give it the same number everywhere ('baton config check' shows both)";
            }
            notifyAll();
        }

        private void awaitPartitions(long maxBlockNanos) throws InterruptedException {
            if (lanes.length > 0) {
                return;
            }
            long deadline = System.nanoTime() + maxBlockNanos;
            synchronized (this) {
                while (lanes.length == 0) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw new TimeoutException("No region told the partitions of stream '" + name + "' within "
                                + TimeUnit.NANOSECONDS.toMillis(maxBlockNanos)
                                + " ms; does the topic exist, and is a region reachable?");
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            }
        }

        Lane lane(@Nullable Integer wanted, byte @Nullable [] key, int bytes) {
            if (mismatch != null) {
                throw new KafkaException(mismatch);
            }
            Partitioning chosen = partitioning;
            if (chosen == null) {
                throw new IllegalStateException("lanes are made with their partitioning");
            }
            return lanes[chosen.choose(wanted, key, bytes)];
        }

        int partitions() {
            return lanes.length;
        }
    }
}
