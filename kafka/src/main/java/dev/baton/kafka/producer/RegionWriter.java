package dev.baton.kafka.producer;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything one region does at its own pace, on a thread of its own: opening and closing its {@link PlainProducer} as the token
 * says, learning partitions, and going on with lanes where it is behind. Nothing here can delay another region.
 *
 * <p>Safe for use by several threads.
 */
final class RegionWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RegionWriter.class);
    /** How soon to try again where the region could not take more. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** How soon to look for deadlines that have passed. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long CLOSE_MARGIN_MILLIS = 1_000;

    /**
     * What the writer of one region is made from.
     *
     * @param index of the region in the masks of acknowledgements
     * @param preferred whether callers are told this region's offsets
     * @param topics the names of streams here
     * @param client makes the plain producer
     */
    record Settings(
            RegionId region,
            int index,
            boolean preferred,
            Map<String, String> topics,
            Supplier<Producer<byte[], byte[]>> client) {

        String topic(String stream) {
            return topics.getOrDefault(stream, stream);
        }
    }

    private final Settings settings;
    private final StreamLanes streams;
    private final Thread thread;
    private volatile boolean wanted = true;
    private volatile @Nullable Duration closing;
    private volatile @Nullable PlainProducer current;
    private boolean failing; // confined to the thread

    RegionWriter(Settings settings, StreamLanes streams) {
        this.settings = settings;
        this.streams = streams;
        this.thread = new Thread(this::run, "baton-writer-" + settings.region());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    RegionId region() {
        return settings.region();
    }

    int index() {
        return settings.index();
    }

    /** The producer to hand events to, null while the region is not written to. */
    @Nullable
    PlainProducer current() {
        return current;
    }

    /** Whether the region is to be written to. */
    void want(boolean isWritten) {
        wanted = isWritten;
        wake();
    }

    /** There is something to do. */
    void wake() {
        LockSupport.unpark(thread); // kept if the thread is not waiting now
    }

    private void run() {
        while (closing == null) {
            boolean caughtUp = turnSafely();
            streams.drain(); // deadlines pass also where nobody answers
            LockSupport.parkNanos(this, caughtUp ? IDLE_NANOS : RETRY_NANOS);
        }
        PlainProducer plain = current;
        Duration deadline = closing;
        if (plain != null && deadline != null) {
            streams.catchUp(plain); // what max-performance has acknowledged without this region
            plain.close(deadline);
        }
    }

    /** Whatever goes wrong with this region's client must not end the writing to it for good. */
    private boolean turnSafely() {
        try {
            return turn();
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("event", "writer-failed")
                    .addKeyValue("region", region())
                    .log("Writing to the region failed unexpectedly; trying again");
            return true; // not at once
        }
    }

    private boolean turn() {
        PlainProducer plain = current;
        if (plain == null) {
            return !wanted || open();
        }
        if (!wanted) {
            current = null; // first, so that nothing more is handed over
            plain.close(Duration.ZERO);
            LOG.atInfo()
                    .addKeyValue("event", "region-left-out")
                    .addKeyValue("region", region())
                    .log("Not written to any more");
            return true;
        }
        if (plain.isBroken()) {
            current = null;
            plain.close(Duration.ZERO);
            LOG.atWarn()
                    .addKeyValue("event", "region-client-broken")
                    .addKeyValue("region", region())
                    .log("The region refused its client; going on with a new one");
            return true; // not at once
        }
        boolean learned = streams.learn(plain, settings);
        return streams.catchUp(plain) && learned;
    }

    /** Always false: there is more to do right after. */
    private boolean open() {
        try {
            current = new PlainProducer(settings);
            failing = false;
            LOG.atInfo()
                    .addKeyValue("event", "region-written")
                    .addKeyValue("region", region())
                    .log("Written to");
        } catch (KafkaException e) {
            if (!failing) {
                failing = true;
                LOG.atWarn()
                        .addKeyValue("event", "region-not-opened")
                        .addKeyValue("region", region())
                        .addKeyValue(
                                "why",
                                e.getMessage()
                                        + (e.getCause() == null
                                                ? ""
                                                : ": " + e.getCause().getMessage()))
                        .log("The region's client cannot be made; trying again");
            }
        }
        return false;
    }

    /** Begins to close; {@link #join} waits for the end. */
    void close(Duration deadline) {
        closing = deadline;
        wake();
    }

    void join(Duration deadline) throws InterruptedException {
        thread.join(deadline.toMillis() + CLOSE_MARGIN_MILLIS);
    }
}
